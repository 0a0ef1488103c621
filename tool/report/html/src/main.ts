import {renderChart} from "./chart";
import {rowsOf, unpack} from "./data";
import {h} from "./dom";
import {renderChecks, renderNotices, renderQuestions, renderStart, renderSummary} from "./overview";
import {renderClasses} from "./classes";
import {Source} from "./source";
import {renderTable} from "./table";

function setUpTheme(): void {
  const button = document.getElementById("theme")!;
  const dark = () => document.documentElement.dataset.theme === "dark" ||
      (document.documentElement.dataset.theme === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.setAttribute("title", "Switch between light and dark");
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    label();
  });
  label();
}

async function open(): Promise<void> {
  const target = document.getElementById("report")!;
  const holder = document.getElementById("data")!;
  if (typeof DecompressionStream === "undefined") {
    target.replaceChildren(h("p", {role: "alert"}, "This browser is too old for the report: it can't unpack data. " +
        "Any from 2023 on can."));
    return;
  }
  const data = await unpack(holder.textContent ?? "");
  holder.remove();
  const rows = rowsOf(data.report);
  const classes = renderClasses(rows, new Source(data.sources), data.checks);
  const chart = renderChart(rows);
  const table = renderTable(rows, chart.show);
  const parts = [
    renderQuestions(rows),
    renderStart(rows),
    chart.element,
    table.element,
    classes.element,
    renderChecks(data),
  ];
  target.replaceChildren(renderSummary(data.report, rows), renderNotices(data.report), ...parts);
  document.getElementById("parts")!.append(...parts.map((part) =>
      h("a", {href: `#${part.id}`}, part.dataset.short ?? "")));
  document.documentElement.dataset.ready = "yes";
  classes.goTo(location.hash);
}

setUpTheme();
open().catch((error: unknown) => {
  document.getElementById("report")!.replaceChildren(
      h("p", {role: "alert"}, `The report can't be opened: ${error instanceof Error ? error.message : String(error)}`));
  console.error(error);
});
