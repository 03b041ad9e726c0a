import sharp from "sharp";

/** Pictures people of the demo stories send, drawn here so that nobody's photo is used. */
export const sampleNames = ["flood", "shop", "boarding"] as const;
export type SampleName = (typeof sampleNames)[number];

const W = 960;
const H = 720;

const house = (x: number, height: number, wall: string): string => {
  const top = 430 - height;
  const windows = [0, 1, 2]
    .flatMap((row) => [24, 84].map((dx) => [x + dx, top + 34 + row * 70] as const))
    .filter(([, y]) => y < 390)
    .map(([wx, wy]) => `<rect x="${wx}" y="${wy}" width="34" height="44" rx="2" fill="#33424f"/>`)
    .join("");
  return `<path d="M${x - 6} ${top} L${x + 71} ${top - 62} L${x + 148} ${top} Z" fill="#5b3a33"/>
    <rect x="${x}" y="${top}" width="142" height="${height + 60}" fill="${wall}"/>${windows}`;
};

const ripples = (count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const y = 474 + index * 22;
    const x = 40 + ((index * 137) % 420);
    return `<path d="M${x} ${y} q60 -12 120 0 t120 0 t120 0" stroke="#c9d6d8" stroke-opacity=".5" fill="none" stroke-width="3"/>`;
  }).join("");

const scenes: Record<SampleName, string> = {
  flood: `<rect width="${W}" height="${H}" fill="#9fb0ba"/><rect width="${W}" height="260" fill="#b9c5cb"/>
    ${house(40, 190, "#a4634b")}${house(200, 240, "#c9a27a")}${house(360, 170, "#7d8c77")}${house(520, 250, "#b0564a")}${house(690, 200, "#d0b48c")}
    <rect y="440" width="${W}" height="280" fill="#6f7f78"/><rect y="440" width="${W}" height="70" fill="#82918a"/>${ripples(11)}
    <g transform="translate(600 500)"><rect x="0" y="20" width="210" height="64" rx="18" fill="#324a6d"/><path d="M38 24 q14 -48 62 -48 h30 q34 0 48 48 z" fill="#27394f"/><rect x="-20" y="62" width="260" height="40" fill="#6f7f78"/></g>
    <g transform="translate(300 430)"><rect width="8" height="130" fill="#40474b"/><circle cx="4" cy="-4" r="34" fill="#f3f4f1"/><circle cx="4" cy="-4" r="34" fill="none" stroke="#b3261e" stroke-width="9"/></g>`,
  shop: `<rect width="${W}" height="${H}" fill="#efe6d8"/><rect y="520" width="${W}" height="200" fill="#c9ad8b"/>
    <g transform="translate(300 200)"><path d="M40 360 h280 l30 -230 h-340 z" fill="#d8744f"/><path d="M20 160 h320" stroke="#a94f30" stroke-width="14"/>
    ${[70, 130, 190, 250].map((x, i) => `<path d="M${x + 20} 130 q${i % 2 ? 30 : -30} -80 0 -150" stroke="#4f7a4c" stroke-width="10" fill="none"/><circle cx="${x + 20}" cy="-30" r="40" fill="${["#d95f76", "#f0b94f", "#e98aa0", "#f6d27c"][i]}"/>`).join("")}</g>`,
  boarding: `<rect width="${W}" height="${H}" fill="#cfd9e4"/><rect y="470" width="${W}" height="250" fill="#8d969e"/>
    <g transform="translate(120 240)"><path d="M0 110 q20 -70 120 -70 h430 q130 4 170 70 q-40 60 -170 66 h-430 q-100 0 -120 -66z" fill="#f7f9fa"/><path d="M20 70 l-40 -110 h60 l70 90z" fill="#0b6e63"/><path d="M280 130 l120 130 h60 l-50 -130z" fill="#dbe2e8"/>
    ${Array.from({ length: 11 }, (_, i) => `<circle cx="${170 + i * 38}" cy="92" r="8" fill="#33424f"/>`).join("")}</g>`,
};

export async function samplePhoto(
  name: SampleName,
): Promise<{ fileName: string; mimeType: string; bytes: Uint8Array }> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" width="${W}" height="${H}">${scenes[name]}</svg>`;
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 84 }).toBuffer();
  return { fileName: `${name}.jpg`, mimeType: "image/jpeg", bytes };
}
