// Classes by behaviour against exposure; the size is the logic outside, the colour the role.

import {axisBottom, axisLeft} from "d3-axis";
import {scaleLinear, scaleSqrt} from "d3-scale";
import {select} from "d3-selection";

import {type ClassRow, roles} from "./data";
import {h, plural, shown, svg} from "./dom";

const width = 1040;
const height = 440;
const margin = {top: 16, right: 24, bottom: 48, left: 84};
const labels = 10;

/** As the fourth question counts: at four functions half of the freedom is lost, and none is ever quite all. */
const exposure = (dependents: number) => dependents / (dependents + 4);
const behaviour = (row: ClassRow) => row.members === 0 ? 1 : row.behaviours / row.members;

interface Dot {
  row: ClassRow;
  x: number;
  y: number;
  radius: number;
}

/** Classes that fall on one place are laid around it in a spiral. */
function place(rows: ClassRow[], x: (value: number) => number, y: (value: number) => number,
               radius: (value: number) => number): Dot[] {
  const cells = new Map<string, number>();
  return rows.map((row) => {
    const [left, top] = [x(exposure(row.dependents)), y(behaviour(row))];
    const key = `${Math.round(left / 6)} ${Math.round(top / 6)}`;
    const taken = cells.get(key) ?? 0;
    cells.set(key, taken + 1);
    const distance = 5 * Math.sqrt(taken);
    const angle = taken * 2.39996; // the golden angle spreads evenly
    return {row, radius: radius(row.logicOutside), x: left + distance * Math.cos(angle), y: top + distance * Math.sin(angle)};
  });
}

function describe(row: ClassRow): string[] {
  return [
    `${row.role}, score ${Math.round(row.score)}`,
    `${row.behaviours} of ${row.members} public members do something`,
    `${plural(row.dependents, "outside function")} depend on its representation`,
    `logic outside: ${row.logicOutside}`,
    plural(row.findings.length, "finding"),
  ];
}

function showTip(dot: Dot, anchor: Element): void {
  const tip = document.getElementById("tip")!;
  tip.replaceChildren(h("strong", {}, dot.row.name), ...describe(dot.row).map((line) => h("div", {}, line)));
  tip.hidden = false;
  const box = anchor.getBoundingClientRect();
  const left = Math.min(box.right + 8, innerWidth - tip.offsetWidth - 8);
  const top = Math.min(box.top, innerHeight - tip.offsetHeight - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, top)}px`;
}

function hideTip(): void {
  document.getElementById("tip")!.hidden = true;
}

export function renderChart(rows: ClassRow[]) {
  const x = scaleLinear([-0.03, 1.01], [margin.left, width - margin.right]);
  const y = scaleLinear([-0.06, 1.06], [height - margin.bottom, margin.top]);
  const most = Math.max(1, ...rows.map((row) => row.logicOutside));
  const radius = scaleSqrt([0, most], [4, 22]);
  const ticks = [0, 1, 2, 4, 8, 16, 40, 120].map(exposure);

  const frame = svg("svg", {viewBox: `0 0 ${width} ${height}`, class: "scatter", role: "group",
                            "aria-label": "Classes by exposure, left to right, and behaviour, bottom to top. " +
                                "Arrow keys go from class to class, Enter to its section. The table below tells the same."});
  const drawing = select(frame);
  drawing.append("g").attr("class", "axis").attr("aria-hidden", "true")
      .attr("transform", `translate(0,${height - margin.bottom})`)
      .call(axisBottom(x).tickValues(ticks).tickFormat((value) => String(Math.round(4 * +value / (1 - +value))))
          .tickSize(-(height - margin.top - margin.bottom)).tickPadding(8));
  drawing.append("g").attr("class", "axis").attr("aria-hidden", "true").attr("transform", `translate(${margin.left},0)`)
      .call(axisLeft(y).tickValues([0, 0.2, 0.4, 0.6, 0.8, 1]).tickFormat((value) => `${Math.round(100 * +value)} %`).tickSize(-(width - margin.left - margin.right)).tickPadding(8));
  frame.append(
      svg("text", {class: "axis-title", x: width - margin.right, y: height - 8, "text-anchor": "end", "aria-hidden": "true"},
          "exposure: outside functions that depend on its representation →"),
      svg("text", {class: "axis-title", x: 14, y: margin.top, "text-anchor": "end", transform: `rotate(-90 14 ${margin.top})`,
                   "aria-hidden": "true"}, "behaviour: public members that do something →"));
  const points = svg("g", {class: "points"});
  const names = svg("g", {class: "names", "aria-hidden": "true"});
  frame.append(points, names);

  let anchors: SVGAElement[] = [];
  const focus = (index: number) => {
    const next = anchors[(index + anchors.length) % anchors.length];
    for (const anchor of anchors)
      anchor.setAttribute("tabindex", anchor === next ? "0" : "-1");
    next?.focus();
  };
  frame.addEventListener("keydown", (event) => {
    const current = anchors.indexOf(document.activeElement as SVGAElement);
    const step: Record<string, number> = {
      ArrowRight: current + 1, ArrowDown: current + 1, ArrowLeft: current - 1, ArrowUp: current - 1,
      Home: 0, End: anchors.length - 1,
    };
    const next = step[event.key];
    if (event.key === "Escape")
      hideTip();
    if (current < 0 || next === undefined)
      return;
    event.preventDefault();
    focus(next);
  });

  const keys = h("span", {class: "keys"});
  const others = h("input", {type: "checkbox", id: "others"});
  let latest: ClassRow[] = rows;
  const draw = () => {
    const wanted = latest.filter((row) => row.entry && (row.judged || others.checked));
    const dots = place(wanted.sort((a, b) => b.logicOutside - a.logicOutside || b.score - a.score), x, y, radius);
    anchors = dots.map((dot, index) => {
      const anchor = svg("a", {href: `#${dot.row.id}`, tabindex: index === 0 ? 0 : -1,
                               "aria-label": `${dot.row.name}: ${describe(dot.row).join(", ")}`,
                               "data-role": dot.row.judged || dot.row.role in roles ? dot.row.role : "other"},
                         svg("circle", {cx: dot.x.toFixed(1), cy: dot.y.toFixed(1), r: dot.radius.toFixed(1)}));
      anchor.addEventListener("pointerenter", () => showTip(dot, anchor));
      anchor.addEventListener("pointerleave", hideTip);
      anchor.addEventListener("focus", () => showTip(dot, anchor));
      anchor.addEventListener("blur", hideTip);
      return anchor;
    });
    // The largest are drawn first, so that none hides a smaller one.
    points.replaceChildren(...anchors);
    names.replaceChildren(...labelsOf(dots));
    keys.replaceChildren(...Object.keys(roles).filter((role) => wanted.some((row) => row.role === role))
        .map((role) => h("span", {class: "key", "data-role": role}, role)));
  };
  others.addEventListener("change", draw);

  const element = h("section", {id: "map", "data-short": "Map", "aria-labelledby": "map-title"},
                    h("h2", {id: "map-title"}, "Behaviour against exposure"),
                    h("p", {class: "muted"}, "Good classes stand top left: they do something, and little depends on what is inside. " +
                        "The larger a circle, the more logic about the class stands outside."),
                    h("div", {class: "legend"},
                      keys, others, h("label", {for: "others"}, "also classes that are not judged")),
                    h("div", {class: "chart"}, frame));
  return {element, show: (shownRows: ClassRow[]) => {
    latest = shownRows;
    draw();
  }};
}

/** The names of those with the most logic outside, as far as they don't cover each other. */
function labelsOf(dots: Dot[]): SVGTextElement[] {
  const taken = dots.filter((dot) => dot.radius > 8).map((dot) => ({
    dot: dot as Dot | undefined, left: dot.x - dot.radius, right: dot.x + dot.radius, top: dot.y - dot.radius, bottom: dot.y + dot.radius,
  }));
  const result: SVGTextElement[] = [];
  for (const dot of dots.slice(0, 3 * labels)) {
    if (result.length >= labels)
      break;
    const name = shown(dot.row.simple.length > 32 ? `${dot.row.simple.slice(0, 31)}…` : dot.row.simple);
    const length = 8.4 * name.length; // of a wide bold face
    const sides = [
      {anchor: "start", x: dot.x + dot.radius + 5, left: dot.x + dot.radius + 5},
      {anchor: "end", x: dot.x - dot.radius - 5, left: dot.x - dot.radius - 5 - length},
    ];
    for (const {anchor, x, left} of sides) {
      const box = {dot: undefined, left, right: left + length, top: dot.y - 9, bottom: dot.y + 7};
      const free = box.left > margin.left && box.right < width - 4 && !taken.some((other) => other.dot !== dot &&
          box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
      if (!free)
        continue;
      taken.push(box);
      result.push(svg("text", {x, y: dot.y + 4, "text-anchor": anchor}, name));
      break;
    }
  }
  return result;
}
