// A section for each class. Its body is made when it comes near the window, so that thousands open at once.

import {type ClassRow, type Finding, linesOf, questions} from "./data";
import {h, message, plural, withValue} from "./dom";
import {roleBadge} from "./overview";
import type {Source} from "./source";

const printedClasses = 30; // with findings; the rest is left out of a print
const printedFindings = 3; // of a class that are printed with their evidence
const shownEvidence = 12; // of a finding, until all is asked for

export function renderClasses(rows: ClassRow[], source: Source, checks: Record<string, string>) {
  const bodies = new Map<Element, ClassRow>();
  const element = h("section", {id: "classes", "data-short": "Classes", "aria-labelledby": "classes-title"},
                    h("h2", {id: "classes-title"}, "Class by class"));
  const fill = (article: Element) => {
    const row = bodies.get(article);
    if (!row)
      return;
    bodies.delete(article);
    watcher.unobserve(article);
    article.classList.remove("pending");
    article.append(...bodyOf(row, source, checks));
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries)
      if (entry.isIntersecting)
        fill(entry.target);
  }, {rootMargin: "800px 0px"});

  let printed = 0;
  for (const row of rows) {
    const print = row.findings.length > 0 && ++printed <= printedClasses;
    const article = h("article", {id: row.id, class: "class pending", "data-print": print ? "yes" : "no"},
                      h("h3", {tabindex: -1}, h("span", {class: "scope"}, row.scope), row.simple, " ", roleBadge(row.role)));
    bodies.set(article, row);
    watcher.observe(article);
    element.append(article);
  }

  const goTo = (hash: string) => {
    if (!/^#class-\d+$/.test(hash))
      return;
    const article = document.getElementById(hash.slice(1));
    if (!article)
      return;
    fill(article);
    article.scrollIntoView();
    article.querySelector<HTMLElement>("h3")?.focus({preventScroll: true});
  };
  window.addEventListener("hashchange", () => goTo(location.hash));
  let folded: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    for (const article of element.querySelectorAll("[data-print=yes].pending"))
      fill(article);
    folded = [...element.querySelectorAll("[data-print=yes]")].flatMap((article) =>
        [...article.querySelectorAll<HTMLDetailsElement>(".finding")].slice(0, printedFindings).filter((each) => !each.open));
    for (const finding of folded) {
      finding.open = true;
      finding.dispatchEvent(new Event("toggle")); // its own comes too late for the print
    }
  });
  window.addEventListener("afterprint", () => {
    for (const finding of folded)
      finding.open = false;
  });
  return {element, goTo};
}

function bodyOf(row: ClassRow, source: Source, checks: Record<string, string>): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (row.entry) {
    const {entry} = row;
    parts.push(h("p", {class: "reason"}, row.judged ? h("strong", {}, `Score ${Math.round(row.score)}: `) : null,
                 message(entry.reason), " ", h("span", {class: "where"}, row.where)));
    parts.push(h("ul", {class: "answers"}, ...questions.map(({id, word}, index) => {
      const value = row.questions[index]!;
      return h("li", {},
               h("span", {class: "tag"}, id), h("span", {class: "word"}, word),
               withValue(h("span", {class: "meter heat", "aria-hidden": "true"}), value),
               h("span", {class: "value"}, `${Math.round(100 * value)}`),
               h("span", {class: "answer"}, entry.questions[id]?.answer ?? ""));
    })));
  }
  parts.push(...row.findings.map((finding, index) => renderFinding(finding, index === 0, source, checks)));
  parts.push(...row.suppressed.map(renderSuppressed));
  if (row.entry && row.entry.invariants.length > 0)
    parts.push(renderInvariants(row.entry.invariants));
  if (row.entry)
    parts.push(h("details", {class: "metrics"}, h("summary", {}, "Metrics"),
                 h("dl", {}, ...Object.entries(row.entry.metrics).map(([name, value]) =>
                     h("div", {}, h("dt", {}, name), h("dd", {}, value))))));
  return parts;
}

/** A finding, folded but for the first of a class; what is inside is made when it is opened. */
function renderFinding(finding: Finding, open: boolean, source: Source, checks: Record<string, string>): HTMLElement {
  const element = h("details", {class: "finding", "data-level": finding.level},
                    h("summary", {}, h("span", {class: "level"}, finding.level), " ",
                      h("span", {class: "what"}, message(finding.message))));
  const fill = () => {
    if (element.childElementCount === 1)
      element.append(...insideOf(finding, source, checks));
  };
  element.addEventListener("toggle", fill);
  element.open = open;
  if (open)
    fill();
  return element;
}

function insideOf(finding: Finding, source: Source, checks: Record<string, string>): HTMLElement[] {
  const {advice} = finding;
  const replaced = advice.replaces.map(({place}) => place);
  const few = finding.evidence.slice(0, shownEvidence);
  const evidence = h("div", {class: "evidence"}, ...source.render(few, replaced));
  const parts: HTMLElement[] = [
    h("p", {class: "facts"}, h("code", {title: checks[finding.check]}, finding.check), " at ",
      h("span", {class: "where"}, linesOf(finding.place)), `, confidence ${Math.round(100 * finding.confidence)} %`),
  ];
  if (advice.hint)
    parts.push(h("p", {class: "hint"}, message(advice.hint),
                 replaced.length > 0 && h("span", {class: "where"}, ` replaces ${replaced.map(linesOf).join(", ")}`)));
  parts.push(evidence);
  if (few.length < finding.evidence.length) {
    const more = h("button", {type: "button", click: () => {
      evidence.replaceChildren(...source.render(finding.evidence, replaced));
      more.remove();
    }}, `Show ${plural(finding.evidence.length - few.length, "more place")}`);
    parts.push(more);
  }
  return parts;
}

function renderSuppressed(finding: Finding): HTMLElement {
  const {suppression} = finding;
  return h("p", {class: "suppressed"}, "Suppressed: ", message(finding.message), ` [${finding.check}] `,
           h("span", {class: "where"}, `${suppression!.path}:${suppression!.line}`),
           suppression!.reason ? `: ${suppression!.reason}` : ", without a reason");
}

function renderInvariants(invariants: NonNullable<ClassRow["entry"]>["invariants"]): HTMLElement {
  const kinds: Record<string, string> = {guarded: "is guarded", together: "move together", transition: "goes through states"};
  return h("details", {class: "invariants"},
           h("summary", {}, `${plural(invariants.length, "thing")} kept true about its fields`),
           h("ul", {}, ...invariants.map((invariant) =>
               h("li", {}, h("code", {}, invariant.fields.join(", ")), ` ${kinds[invariant.kind] ?? invariant.kind}: `,
                 `${invariant.inside.length} inside, ${invariant.outside.length} outside`,
                 h("ul", {}, ...invariant.outside.concat(invariant.inside).map((each) =>
                     h("li", {}, h("code", {}, each.text), " in ", h("code", {}, each.subject.name), " ",
                       h("span", {class: "where"}, linesOf(each.place)))))))));
}
