import bwip from "@bwip-js/node";
import PDFDocument from "pdfkit";

export interface BoardingPass {
  readonly passenger: string;
  readonly flight: string;
  readonly from: { readonly code: string; readonly name: string };
  readonly to: { readonly code: string; readonly name: string };
  readonly date: string;
  readonly boarding: string;
  readonly gate: string;
  readonly seat: string;
}

const accent = "#0b6e63";
const ink = "#16211f";
const muted = "#55635f";

/** One page as a phone shows it: route, times, seat, and a PDF417 code of the pass's own text. */
export async function drawBoardingPass(pass: BoardingPass): Promise<Uint8Array> {
  const text = `M1${pass.passenger.toUpperCase()} ${pass.from.code}${pass.to.code}${pass.flight} ${pass.seat}`;
  const code = await bwip.toBuffer({ bcid: "pdf417", text, scale: 2, height: 12 });
  const document = new PDFDocument({
    size: [360, 560],
    margin: 28,
    info: { Title: "Boarding pass" },
  });
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => document.on("end", resolve));
  document.rect(0, 0, 360, 64).fill(accent);
  document.fillColor("#ffffff").fontSize(18).font("Helvetica-Bold").text("Noordzee Air", 28, 22);
  document
    .fontSize(11)
    .font("Helvetica")
    .text("Boarding pass", 230, 27, { width: 102, align: "right" });
  drawRoute(document, pass);
  drawFacts(document, pass);
  document.image(code, 28, 420, { fit: [304, 84], align: "center" });
  document.end();
  await done;
  return Buffer.concat(chunks);
}

function drawRoute(document: PDFKit.PDFDocument, { from, to }: BoardingPass): void {
  document.fillColor(ink).font("Helvetica-Bold").fontSize(40);
  document.text(from.code, 28, 92).text(to.code, 200, 92, { width: 132, align: "right" });
  document.fillColor(muted).font("Helvetica").fontSize(11);
  document.text(from.name, 28, 136).text(to.name, 200, 136, { width: 132, align: "right" });
}

function drawFacts(document: PDFKit.PDFDocument, pass: BoardingPass): void {
  const facts: readonly [string, string, number, number][] = [
    ["Passenger", pass.passenger, 28, 184],
    ["Flight", pass.flight, 28, 240],
    ["Date", pass.date, 180, 240],
    ["Boarding", pass.boarding, 28, 296],
    ["Gate", pass.gate, 180, 296],
    ["Seat", pass.seat, 28, 352],
  ];
  for (const [label, value, x, y] of facts) {
    document.fillColor(muted).font("Helvetica").fontSize(10).text(label, x, y);
    document
      .fillColor(ink)
      .font("Helvetica-Bold")
      .fontSize(17)
      .text(value, x, y + 14);
  }
}
