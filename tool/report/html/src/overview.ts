import {type ClassRow, type Data, linesOf, questions, type Report, roles} from "./data";
import {h, message, plural, withValue} from "./dom";

const sum = (rows: ClassRow[], metric: string) =>
    rows.reduce((total, row) => total + (row.entry?.metrics[metric] ?? 0), 0);
const of = (part: number, whole: number) => `${part.toLocaleString("en")} of ${whole.toLocaleString("en")}`;
const percent = (part: number, whole: number) => `${Math.round(100 * part / whole)} %`;

export function roleBadge(role: string): HTMLElement {
  return h("span", {class: "role", "data-role": role in roles ? role : "other"}, role);
}

export function renderSummary(report: Report, rows: ClassRow[]): HTMLElement {
  const {counts} = report;
  const active = rows.flatMap((row) => row.findings);
  const warnings = active.filter((finding) => finding.level !== "note").length;
  const coverage = report.coverage === "whole" ? "the whole program was seen"
      : report.coverage === "part" ? "only a part of the program was seen" : "not all units could be analysed";
  return h("p", {class: "lead"},
           `${plural(warnings, "warning")} and ${plural(active.length - warnings, "note")} in `,
           `${plural(counts.classes, "class")} and ${plural(counts.functions, "function")} of `,
           `${plural(counts.units, "unit")}; ${coverage}. `,
           h("span", {class: "muted"}, `${report.tool.name} ${report.tool.version}`));
}

export function renderNotices(report: Report): DocumentFragment {
  const fragment = document.createDocumentFragment();
  if (report.counts.incompleteUnits > 0)
    fragment.append(h("p", {class: "notice"}, `${plural(report.counts.incompleteUnits, "unit")} could not be analysed ` +
        "without errors: where nothing is reported, that proves nothing there."));
  if (report.withheld?.length)
    fragment.append(h("p", {class: "notice"}, "Withheld, as these checks need more than was seen: ",
                      report.withheld.join(", ")));
  if (report.notifications.length > 0)
    fragment.append(h("details", {class: "notice"},
                      h("summary", {}, plural(report.notifications.length, "remark"), " about the analysis itself"),
                      h("ul", {}, ...report.notifications.map((notification) =>
                          h("li", {}, h("strong", {}, notification.level), " ",
                            notification.place ? h("span", {class: "where"}, linesOf(notification.place), ": ") : null,
                            message(notification.message), ` [${notification.id}]`)))));
  return fragment;
}

const bins = 5;

/** How the judged classes spread from well encapsulated to anemic. */
function spread(rows: ClassRow[], question: number): HTMLElement {
  const counts = new Array<number>(bins).fill(0);
  for (const row of rows)
    ++counts[Math.min(bins - 1, Math.floor((row.questions[question] ?? 0) * bins))]!;
  const most = Math.max(1, ...counts);
  const text = counts.map((count, bin) => `${100 * bin / bins} to ${100 * (bin + 1) / bins}: ${count}`).join(", ");
  return h("figure", {class: "spread"},
           h("div", {class: "bars", role: "img", "aria-label": `Classes by value from 0, well encapsulated, to 100, anemic. ${text}`},
             ...counts.map((count, bin) => {
               const bar = withValue(h("div", {class: "bar", "data-bin": bin}), count / most);
               return h("div", {class: "bin"}, h("span", {class: "count"}, count || ""), bar);
             })),
           h("figcaption", {"aria-hidden": "true"}, h("span", {}, "well encapsulated"), h("span", {}, "anemic")));
}

function verdicts(rows: ClassRow[]): {figure: string; text: string}[] {
  const behaviours = rows.reduce((total, row) => total + row.behaviours, 0);
  const members = rows.reduce((total, row) => total + row.members, 0);
  const asks = sum(rows, "asks");
  const ruled = asks + sum(rows, "ownRules");
  const outside = sum(rows, "rulesOutside");
  const rules = outside + sum(rows, "rulesInside");
  const scattered = sum(rows, "scattered");
  const dependents = sum(rows, "dependents");
  const most = rows.reduce<ClassRow | undefined>((a, b) => a && a.dependents >= b.dependents ? a : b, undefined);
  return [
    {figure: members ? percent(behaviours, members) : "-",
     text: `of public members do something: ${of(behaviours, members)}. The rest hands state out or takes it in.`},
    {figure: ruled ? percent(asks, ruled) : "-",
     text: `of the places that decide on state or compute with it stand outside: ${of(asks, ruled)}.`},
    {figure: rules ? percent(outside, rules) : "-",
     text: `of the rules about state live outside: ${of(outside, rules)}` +
         (scattered ? `; ${scattered} of them in several places.` : ".")},
    {figure: rows.length ? (dependents / rows.length).toFixed(1) : "-",
     text: "outside functions per class would notice a change of its representation" +
         (most && most.dependents > 0 ? `; most for ${most.simple}: ${most.dependents}.` : ".")},
  ];
}

export function renderQuestions(rows: ClassRow[]): HTMLElement {
  const judged = rows.filter((row) => row.judged);
  const texts = verdicts(judged);
  return h("section", {id: "questions", "data-short": "Questions", "aria-labelledby": "questions-title"},
           h("h2", {id: "questions-title"}, "Four questions"),
           h("p", {class: "muted"}, `Asked of the ${plural(judged.length, "class")} that keep state and may have rules ` +
               "about it; records, services, containers and the like are not judged."),
           h("div", {class: "cards"}, ...questions.map((question, index) =>
               h("article", {class: "card"},
                 h("h3", {}, h("span", {class: "tag"}, question.id), " ", question.word),
                 h("p", {class: "ask"}, question.ask),
                 h("p", {class: "verdict"}, h("strong", {class: "figure"}, texts[index]!.figure), " ", texts[index]!.text),
                 spread(judged, index)))));
}

const shownStarts = 6;

/** The classes with warnings, those first that have the most logic outside. */
export function renderStart(rows: ClassRow[]): HTMLElement {
  const candidates = rows.filter((row) => row.findings.some((finding) => finding.level !== "note"))
      .sort((a, b) => b.logicOutside - a.logicOutside || b.score - a.score);
  const shownRows = candidates.slice(0, shownStarts);
  const section = h("section", {id: "start", "data-short": "Start", "aria-labelledby": "start-title"},
                    h("h2", {id: "start-title"}, "Where to start"));
  if (shownRows.length === 0) {
    section.append(h("p", {}, "No class has a warning."));
    return section;
  }
  const most = Math.max(...shownRows.map((row) => row.logicOutside), 1);
  section.append(
      h("p", {class: "muted"}, "Classes with warnings, those first that have the most logic about their state outside" +
          (candidates.length > shownStarts ? `; ${candidates.length - shownStarts} more are in the table.` : ".")),
      h("ol", {class: "starts"}, ...shownRows.map((row) => {
        const first = row.findings[0]!;
        return h("li", {},
                 h("div", {class: "start-head"},
                   h("a", {href: `#${row.id}`, class: "class-name", title: row.name}, row.simple), roleBadge(row.role),
                   h("span", {class: "amount"},
                     row.logicOutside > 0 && withValue(h("span", {class: "meter", "aria-hidden": "true"}), row.logicOutside / most),
                     row.logicOutside > 0 && ` ${row.logicOutside} outside, `,
                     h("span", {class: "muted"}, plural(row.findings.length, "finding")))),
                 h("p", {}, message(first.message)),
                 first.advice.hint ? h("p", {class: "hint"}, message(first.advice.hint)) : null);
      })));
  return section;
}

/** What each check that found something looks for. */
export function renderChecks(data: Data): HTMLElement {
  const counts = new Map<string, number>();
  for (const finding of data.report.findings)
    if (!finding.suppression)
      counts.set(finding.check, (counts.get(finding.check) ?? 0) + 1);
  return h("section", {id: "checks", "data-short": "Checks", "aria-labelledby": "checks-title"},
           h("h2", {id: "checks-title"}, "What was looked for"),
           h("dl", {class: "checks"}, ...Object.entries(data.checks).map(([id, summary]) =>
               h("div", {}, h("dt", {}, h("code", {}, id)),
                 h("dd", {}, `${summary} (${plural(counts.get(id) ?? 0, "finding")})`)))),
           h("h3", {}, "Roles"),
           h("dl", {class: "checks"}, ...Object.entries(roles).map(([role, text]) =>
               h("div", {}, h("dt", {}, roleBadge(role)), h("dd", {}, text)))));
}
