// The table of classes. TanStack Table keeps its state: order, filters, page; this file shows it.

import {
  columnFilteringFeature, constructTable, createColumnHelper, createFilteredRowModel, createPaginatedRowModel,
  createSortedRowModel, globalFilteringFeature, rowPaginationFeature, rowSortingFeature, tableFeatures,
} from "@tanstack/table-core";
import {storeReactivityBindings} from "@tanstack/table-core/store-reactivity-bindings";

import {type ClassRow, questions} from "./data";
import {breakable, h, plural, withValue} from "./dom";
import {roleBadge} from "./overview";

const pageSize = 50;
const printedRows = 500;

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
});
const helper = createColumnHelper<typeof features, ClassRow>();

const compareText = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const text = (read: (row: ClassRow) => string, header: string, id: string) => helper.accessor(read, {
  id, header, sortDescFirst: false,
  sortFn: (a, b) => compareText(a.getValue<string>(id).toLowerCase(), b.getValue<string>(id).toLowerCase()),
});
const number = (read: (row: ClassRow) => number, header: string, id: string) => helper.accessor(read, {
  id, header, sortDescFirst: true, enableGlobalFilter: false,
  sortFn: (a, b) => a.getValue<number>(id) - b.getValue<number>(id),
});

const columns = helper.columns([
  text((row) => row.name, "Class", "name"),
  helper.accessor((row) => row.role, {
    id: "role", header: "Role", sortDescFirst: false,
    sortFn: (a, b) => compareText(a.getValue<string>("role"), b.getValue<string>("role")),
    filterFn: (row, id, wanted: string) => row.getValue<string>(id) === wanted,
  }),
  number((row) => row.judged ? row.score : -1, "Score", "score"),
  ...questions.map(({id}, index) => number((row) => row.questions[index]!, id, id)),
  number((row) => row.logicOutside, "Logic outside", "outside"),
  helper.accessor((row) => row.findings.length, {
    id: "findings", header: "Findings", sortDescFirst: true, enableGlobalFilter: false,
    sortFn: (a, b) => a.getValue<number>("findings") - b.getValue<number>("findings"),
    filterFn: (row, id, least: number) => row.getValue<number>(id) >= least,
  }),
  text((row) => row.where, "Where", "where"),
]);

const hints: Record<string, string> = {
  score: "0 fine to 100 anemic; only classes that are judged have one",
  outside: "weight of the rules about its state that stand outside",
  ...Object.fromEntries(questions.map(({id, word, ask}) => [id, `${word}: ${ask} 0 well encapsulated to 100 anemic`])),
};

function cellOf(id: string, row: ClassRow): HTMLElement {
  const question = questions.findIndex((each) => each.id === id);
  if (question >= 0) {
    const value = row.questions[question]!;
    return withValue(h("td", {class: row.judged ? "number heat-cell" : "number faint"}, Math.round(100 * value)), value);
  }
  switch (id) {
  case "name":
    return h("th", {scope: "row", class: "name-cell"},
             h("a", {href: `#${row.id}`}, h("span", {class: "scope"}, breakable(row.scope)), h("wbr"), row.simple));
  case "role":
    return h("td", {}, roleBadge(row.role));
  case "score":
    return row.judged
        ? h("td", {class: "number"}, withValue(h("span", {class: "meter heat", "aria-hidden": "true"}), row.score / 100),
            h("span", {class: "score"}, Math.round(row.score)))
        : h("td", {class: "number faint"}, h("span", {"aria-label": "not judged"}, "–"));
  case "outside":
    return h("td", {class: "number"}, row.logicOutside || "");
  case "findings":
    return h("td", {class: "number"}, row.findings.length || "");
  default:
    return h("td", {class: "where"}, breakable(row.where));
  }
}

export function renderTable(rows: ClassRow[], show: (rows: ClassRow[]) => void) {
  const table = constructTable({
    features, columns, data: rows,
    getRowId: (row) => row.id,
    globalFilterFn: (row, id, wanted: string) => row.getValue<string>(id).toLowerCase().includes(wanted.toLowerCase()),
    getColumnCanGlobalFilter: (column) => column.id === "name" || column.id === "where",
    enableSortingRemoval: false,
    initialState: {sorting: [{id: "score", desc: true}], pagination: {pageIndex: 0, pageSize}},
  });

  const search = h("input", {type: "search", id: "search", placeholder: "Class or path", autocomplete: "off"});
  const role = h("select", {id: "role"}, h("option", {value: ""}, "all roles"));
  const counts = new Map<string, number>();
  for (const row of rows)
    counts.set(row.role, (counts.get(row.role) ?? 0) + 1);
  for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1]))
    role.append(h("option", {value: name}, `${name} (${count})`));
  const found = h("input", {type: "checkbox", id: "found"});
  const status = h("p", {class: "status", role: "status"});
  const head = h("tr");
  const body = h("tbody");
  const pages = h("div", {class: "pages"});

  const headers = table.getAllLeafColumns().map((column) => {
    const button = h("button", {type: "button", title: hints[column.id], click: () => column.toggleSorting()},
                     String(column.columnDef.header));
    // Chromium prints no buttons where it repeats the head of a table on the next page.
    const printed = h("span", {class: "printed", "aria-hidden": "true"}, String(column.columnDef.header));
    const cell = h("th", {scope: "col", class: `head-${column.id}`}, button, printed);
    head.append(cell);
    return {column, cell};
  });

  const update = () => {
    for (const {column, cell} of headers) {
      const order = column.getIsSorted();
      if (order)
        cell.setAttribute("aria-sort", order === "asc" ? "ascending" : "descending");
      else
        cell.removeAttribute("aria-sort");
    }
    const matching = table.getFilteredRowModel().rows;
    const shownRows = table.getRowModel().rows;
    body.replaceChildren(...shownRows.map((row) =>
        h("tr", {}, ...columns.map((column) => cellOf(column.id as string, row.original)))));
    const [sorted] = table.atoms.sorting.get();
    const header = headers.find(({column}) => column.id === sorted?.id)?.column.columnDef.header;
    status.textContent = `${matching.length === rows.length ? "All" : `${matching.length} of`} ${plural(rows.length, "class")}` +
        (sorted ? `, by ${String(header).toLowerCase()}, ${sorted.desc ? "descending" : "ascending"}` : "");
    const {pageIndex} = table.atoms.pagination.get();
    const pageCount = table.getPageCount();
    pages.replaceChildren(...(matching.length <= pageSize ? [] : pageCount <= 1 ? [
      h("button", {type: "button", click: () => table.setPageSize(pageSize)}, "Show in pages"),
    ] : [
      h("button", {type: "button", disabled: pageIndex === 0, click: () => table.previousPage()}, "Previous"),
      h("span", {}, `page ${pageIndex + 1} of ${pageCount}`),
      h("button", {type: "button", disabled: pageIndex + 1 >= pageCount, click: () => table.nextPage()}, "Next"),
      h("button", {type: "button", click: () => table.setPageSize(rows.length)}, "Show all"),
    ]));
    show(matching.map((row) => row.original));
  };
  table.store.subscribe(update);

  search.addEventListener("input", () => {
    table.setPageIndex(0);
    table.setGlobalFilter(search.value.trim() || undefined);
  });
  role.addEventListener("change", () => {
    table.setPageIndex(0);
    table.getColumn("role")!.setFilterValue(role.value || undefined);
  });
  found.addEventListener("change", () => {
    table.setPageIndex(0);
    table.getColumn("findings")!.setFilterValue(found.checked ? 1 : undefined);
  });
  window.addEventListener("beforeprint", () => table.setPageSize(printedRows));
  window.addEventListener("afterprint", () => table.setPageSize(pageSize));

  const element = h("section", {id: "table", "data-short": "Table", "aria-labelledby": "table-title"},
                    h("h2", {id: "table-title"}, "All classes"),
                    h("form", {class: "filters", role: "search", submit: (event: Event) => event.preventDefault()},
                      h("label", {for: "search"}, "Search"), search,
                      h("label", {for: "role"}, "Role"), role,
                      found, h("label", {for: "found"}, "only with findings")),
                    status,
                    h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "The table, which may scroll"},
                      h("table", {class: "classes"}, h("thead", {}, head), body)),
                    pages);
  update();
  return {element};
}
