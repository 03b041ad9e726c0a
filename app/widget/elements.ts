type Child = Node | string | null;

/** An element with its attributes and children; text is always text, never markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

const svgSpace = "http://www.w3.org/2000/svg";

export function icon(path: string): SVGElement {
  const svg = document.createElementNS(svgSpace, "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const shape = document.createElementNS(svgSpace, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const icons = {
  chat: "M4 5h16v11H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  attach: "M20 11l-8 8a5 5 0 0 1-7-7l9-9a3.4 3.4 0 0 1 5 5l-9 9a1.8 1.8 0 0 1-2.5-2.5l8-8",
  send: "M4 12l16-8-6 16-3-7z",
} as const;

const link = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/** Text with its web addresses made into links. */
export function linked(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(link)) {
    nodes.push(document.createTextNode(text.slice(end, match.index)));
    const attributes = { href: match[0], target: "_blank", rel: "noopener noreferrer nofollow" };
    nodes.push(make("a", attributes, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}
