// The report as docs/json-output.md describes it, and what the page derives from it.

export interface Place {
  path: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

interface Subject {
  kind: string;
  name: string;
  signature: string;
}

export interface Evidence {
  place: Place;
  message: string;
}

export interface Finding {
  check: string;
  level: "note" | "warning" | "error";
  message: string;
  place: Place;
  subject: Subject;
  class: string;
  score: number;
  confidence: number;
  evidence: Evidence[];
  advice: {hint: string; refactoring: string; signature: string; replaces: {place: Place}[]};
  suppression?: {path: string; line: number; reason: string};
}

interface Invariant {
  kind: string;
  fields: string[];
  inside: {place: Place; subject: Subject; text: string}[];
  outside: {place: Place; subject: Subject; text: string}[];
}

interface ClassEntry {
  name: string;
  place: Place;
  role: string;
  reason: string;
  score: number;
  questions: Record<string, {answer: string; value: number}>;
  metrics: Record<string, number>;
  invariants: Invariant[];
}

export interface Report {
  tool: {name: string; version: string};
  coverage: string;
  withheld?: string[];
  counts: {units: number; incompleteUnits: number; classes: number; functions: number};
  findings: Finding[];
  census: ClassEntry[];
  notifications: {id: string; level: string; message: string; place?: Place}[];
}

/** By path: runs of lines, each a first line's number and the texts. */
export type Sources = Record<string, [number, ...string[]][]>;

export interface Data {
  report: Report;
  checks: Record<string, string>;
  sources: Sources;
}

/** A class with all that is said about it. A class that findings name and the census does not has no entry. */
export interface ClassRow {
  id: string;
  name: string;
  simple: string;
  scope: string;
  role: string;
  entry: ClassEntry | undefined;
  score: number;
  judged: boolean;
  questions: number[];
  behaviours: number;
  members: number;
  dependents: number;
  logicOutside: number;
  findings: Finding[];
  suppressed: Finding[];
  where: string;
}

export const questions = [
  {id: "Q1", word: "Behaviour", ask: "Do classes do something, or just transport data?"},
  {id: "Q2", word: "Tell", ask: "Are objects told, or asked for their state?"},
  {id: "Q3", word: "Locality", ask: "Do the rules stand in the class, or elsewhere?"},
  {id: "Q4", word: "Freedom", ask: "Can a class change inside without breaking others?"},
] as const;

/** In the order in which they are shown. */
export const roles: Record<string, string> = {
  anemic: "rules about its state live outside, more than inside",
  exposed: "maintains its state, and others change it past that",
  ceremony: "accessors around data that no rule is about",
  rich: "its rules are its own",
  record: "honest data",
  unknown: "not seen well enough for a verdict",
};

const judgedRoles = new Set(["anemic", "exposed", "rich"]);

export async function unpack(text: string): Promise<Data> {
  const packed = Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json() as Promise<Data>;
}

/** Where a qualified name's last part starts: after the last "::" that is in no template argument list or parentheses. */
function lastPart(name: string): number {
  let depth = 0;
  for (let i = name.length - 1; i > 0; --i) {
    const character = name[i]!;
    if (">)".includes(character))
      ++depth;
    else if ("<(".includes(character))
      --depth;
    else if (depth === 0 && character === ":" && name[i - 1] === ":")
      return i + 1;
  }
  return 0;
}

export function linesOf(place: Place): string {
  if (place.line === 0)
    return place.path;
  return `${place.path}:${place.line}${place.endLine > place.line ? `-${place.endLine}` : ""}`;
}

const levels = {error: 0, warning: 1, note: 2};

export function rowsOf(report: Report): ClassRow[] {
  const rows: ClassRow[] = [];
  const byName = new Map<string, ClassRow>();
  const add = (name: string, entry?: ClassEntry): ClassRow => {
    const cut = lastPart(name);
    const metric = (key: string) => entry?.metrics[key] ?? 0;
    const row: ClassRow = {
      id: `class-${rows.length + 1}`,
      name,
      simple: name.slice(cut),
      scope: name.slice(0, cut),
      role: entry?.role ?? "not in the census",
      entry,
      score: entry?.score ?? 0,
      judged: entry !== undefined && (entry.score > 0 || judgedRoles.has(entry.role)),
      questions: questions.map(({id}) => entry?.questions[id]?.value ?? 0),
      behaviours: metric("behaviours"),
      members: metric("behaviours") + metric("transport"),
      dependents: metric("dependents"),
      logicOutside: metric("weightOutside"),
      findings: [],
      suppressed: [],
      where: entry ? linesOf(entry.place) : "",
    };
    rows.push(row);
    // Two programs may each have a class of one name; what is said of it then stands with the first.
    if (!byName.has(name))
      byName.set(name, row);
    return row;
  };
  for (const entry of report.census)
    add(entry.name, entry);
  for (const finding of report.findings) {
    const row = byName.get(finding.class) ?? add(finding.class);
    (finding.suppression ? row.suppressed : row.findings).push(finding);
  }
  for (const row of rows)
    row.findings.sort((a, b) => levels[a.level] - levels[b.level] || b.score - a.score || b.confidence - a.confidence);
  return rows;
}
