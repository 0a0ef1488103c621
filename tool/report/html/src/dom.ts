// Elements without markup strings: all text from the report goes through text nodes and attributes.

export type Child = Node | string | number | null | undefined | false;
export type Attributes = Record<string, string | number | boolean | ((event: never) => void) | undefined>;

/** Characters that show nothing or turn the direction of writing, spelled out as Clang does. */
export function shown(text: string): string {
  return text.replace(/[^\P{C}\t\n]|[\u2028\u2029]/gu,
                      (character) => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`);
}

function append(parent: Element, children: Child[]): void {
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      parent.append(child instanceof Node ? child : shown(String(child)));
}

function assign(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function")
      element.addEventListener(name, value as (event: Event) => void);
    else if (value === true)
      element.setAttribute(name, "");
    else if (value !== false && value !== undefined)
      element.setAttribute(name, shown(String(value)));
}

export function h<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {},
                                                            ...children: Child[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  assign(element, attributes);
  append(element, children);
  return element;
}

export function svg<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Attributes = {},
                                                             ...children: Child[]): SVGElementTagNameMap[Name] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  assign(element, attributes);
  append(element, children);
  return element;
}

/** Custom properties are how sizes reach the style sheet: the page allows no style attributes. */
export function withValue<E extends HTMLElement | SVGElement>(element: E, value: number): E {
  element.style.setProperty("--value", String(value));
  return element;
}

export function plural(count: number, noun: string): string {
  const many = noun.endsWith("s") ? `${noun}es` : `${noun}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? noun : many}`;
}

/** A message of the tool: what it quotes is set as code. */
export function message(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split(/'([^']+)'/).forEach((part, index) => {
    if (part !== "")
      fragment.append(index % 2 === 1 ? h("code", {}, part) : shown(part));
  });
  return fragment;
}

/** A qualified name or a path, which may be broken where its parts meet. */
export function breakable(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(?<=::|\/)/)) {
    if (fragment.hasChildNodes())
      fragment.append(h("wbr"));
    fragment.append(shown(part));
  }
  return fragment;
}
