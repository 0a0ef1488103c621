// Excerpts of the analysed code: highlighted, with the evidence marked in place and told below its line.

import cpp from "highlight.js/lib/languages/cpp";
import {createLowlight} from "lowlight";

import {type Evidence, linesOf, type Place, type Sources} from "./data";
import {h, message, shown} from "./dom";

interface Token {
  text: string;
  style: string;
}

interface HighlightNode {
  type: string;
  value?: string;
  properties?: {className?: string[]};
  children?: HighlightNode[];
}

const lowlight = createLowlight({cpp});
const around = 2; // lines before and after a place

function tokensByLine(text: string): Token[][] {
  const lines: Token[][] = [[]];
  const walk = (node: HighlightNode, style: string) => {
    if (node.type === "text") {
      (node.value ?? "").split("\n").forEach((part, index) => {
        if (index > 0)
          lines.push([]);
        if (part !== "")
          lines.at(-1)!.push({text: part, style});
      });
      return;
    }
    const own = node.properties?.className?.join(" ") ?? style;
    for (const child of node.children ?? [])
      walk(child, own);
  };
  walk(lowlight.highlight("cpp", text) as HighlightNode, "");
  return lines;
}

/** An index into a JavaScript string for a column that counts UTF-8 bytes from 1. */
function indexOf(line: string, column: number): number {
  let bytes = 1;
  let index = 0;
  for (const character of line) {
    if (bytes >= column)
      break;
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    index += character.length;
  }
  return index;
}

type Range = [from: number, to: number];

/** The columns of a line that places cover. */
function rangesOn(number: number, line: string, places: Place[]): Range[] {
  const ranges: Range[] = [];
  for (const place of places) {
    if (number < place.line || number > place.endLine)
      continue;
    const indent = line.length - line.trimStart().length;
    const from = number === place.line ? indexOf(line, place.column) : indent;
    const to = number === place.endLine ? indexOf(line, place.endColumn) : line.length;
    if (from < to)
      ranges.push([from, to]);
  }
  return ranges;
}

function renderLine(tokens: Token[], ranges: Range[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const cuts = ranges.flat();
  let offset = 0;
  for (const token of tokens) {
    const end = offset + token.text.length;
    const inner = [...new Set([offset, ...cuts.filter((cut) => cut > offset && cut < end), end])].sort((a, b) => a - b);
    for (let i = 0; i + 1 < inner.length; ++i) {
      const [from, to] = [inner[i]!, inner[i + 1]!];
      const text = token.text.slice(from - offset, to - offset);
      const marked = ranges.some((range) => range[0] <= from && to <= range[1]);
      const piece = token.style ? h("span", {class: token.style}, text) : document.createTextNode(shown(text));
      fragment.append(marked ? h("mark", {}, piece) : piece);
    }
    offset = end;
  }
  return fragment;
}

interface Group {
  path: string;
  from: number;
  to: number;
  evidence: Evidence[];
}

export class Source {
  private readonly lines = new Map<string, Map<number, string>>();

  constructor(sources: Sources) {
    for (const [path, runs] of Object.entries(sources)) {
      const lines = new Map<number, string>();
      for (const [first, ...texts] of runs)
        texts.forEach((text, index) => lines.set(first + index, text));
      this.lines.set(path, lines);
    }
  }

  /** The evidence in its source, places that lie close together in one excerpt; the most telling first. */
  render(evidence: Evidence[], replaced: Place[]): HTMLElement[] {
    const groups: Group[] = [];
    const loose: Evidence[] = [];
    for (const item of evidence) {
      const {place} = item;
      if (!this.lines.get(place.path)?.has(place.line)) {
        loose.push(item);
        continue;
      }
      const [from, to] = this.window(place);
      groups.push({path: place.path, from, to, evidence: [item]});
    }
    const blocks = joined(groups).map((group) => this.renderGroup(group, replaced));
    if (loose.length > 0)
      blocks.push(h("ul", {class: "loose"}, ...loose.map((item) =>
          h("li", {}, h("span", {class: "where"}, linesOf(item.place)), " ", message(item.message)))));
    return blocks;
  }

  private window(place: Place): [number, number] {
    const lines = this.lines.get(place.path)!;
    let [from, to] = [place.line, place.line];
    while (from > place.line - around && lines.has(from - 1))
      --from;
    while (to < place.endLine + around && lines.has(to + 1))
      ++to;
    return [from, to];
  }

  private renderGroup(group: Group, replaced: Place[]): HTMLElement {
    const lines = this.lines.get(group.path)!;
    const numbers = Array.from({length: group.to - group.from + 1}, (_, index) => group.from + index);
    const tokens = tokensByLine(numbers.map((number) => lines.get(number) ?? "").join("\n"));
    const places = group.evidence.map((item) => item.place);
    const goes = (number: number) => replaced.some((place) =>
        place.path === group.path && place.line <= number && number <= place.endLine);
    const block = h("div", {class: "code"});
    numbers.forEach((number, index) => {
      const ranges = rangesOn(number, lines.get(number) ?? "", places);
      block.append(h("div", {class: `line${ranges.length > 0 ? " hit" : ""}${goes(number) ? " goes" : ""}`},
                     h("span", {class: "number", "data-number": number}),
                     h("code", {}, renderLine(tokens[index] ?? [], ranges))));
      for (const item of group.evidence)
        if (Math.min(item.place.endLine, group.to) === number)
          block.append(h("div", {class: "remark"}, message(item.message)));
    });
    return h("figure", {class: "excerpt"},
             h("figcaption", {class: "where"}, `${group.path}:${group.from}-${group.to}`), block);
  }
}

/** Groups that touch become one, which stands where the most telling of them stood. */
function joined(groups: Group[]): Group[] {
  const rank = new Map(groups.map((group, index) => [group.evidence[0]!, index]));
  const result: Group[] = [];
  for (const group of [...groups].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.from - b.from)) {
    const last = result.at(-1);
    if (last && last.path === group.path && group.from <= last.to + 1) {
      last.to = Math.max(last.to, group.to);
      last.evidence.push(...group.evidence);
    } else {
      result.push({...group});
    }
  }
  const best = (group: Group) => Math.min(...group.evidence.map((item) => rank.get(item)!));
  return result.sort((a, b) => best(a) - best(b));
}
