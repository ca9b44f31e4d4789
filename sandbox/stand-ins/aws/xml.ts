/** An XML element: its children in order, and the text between its tags where it has no children. */
export interface XmlElement {
    readonly name: string;
    readonly children: readonly XmlElement[];
    readonly text: string;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const tokenPattern =
    /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)[^>]*?(\/?)>|([^<]+)/gy;

/**
 * Reads the XML of AWS's Query APIs: elements and text. Attributes (the namespace) are ignored.
 * @throws Error if the text is not such a document.
 */
export function parseXml(document: string): XmlElement {
    const root = openElement("");
    const open = [root];
    let position = 0;
    for (const match of document.matchAll(tokenPattern)) {
        position = match.index + match[0].length;
        const current = open.at(-1) ?? root;
        const [, cdata, closed, opened, selfClosing, text] = match;
        if (cdata !== undefined) {
            current.text += cdata;
        } else if (text !== undefined) {
            current.text += decode(text);
        } else if (opened !== undefined) {
            const element = openElement(opened);
            current.children.push(element);
            if (selfClosing === "") {
                open.push(element);
            }
        } else if (closed !== undefined && (open.length === 1 || open.pop()?.name !== closed)) {
            throw new Error(`The XML closes <${closed}> where <${current.name}> is open.`);
        }
    }
    const [element] = root.children;
    if (position !== document.length || open.length !== 1 || element === undefined || root.children.length !== 1) {
        throw new Error(`This is not an XML document: it cannot be read from character ${position}.`);
    }
    return element;
}

/** The first child with that name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
    return element?.children.find((candidate) => candidate.name === name);
}

export function childText(element: XmlElement | undefined, name: string): string | undefined {
    return child(element, name)?.text;
}

/** The items of a Query API's list: the `member`s of the child with that name. */
export function members(element: XmlElement | undefined, name: string): readonly XmlElement[] {
    return child(element, name)?.children.filter((candidate) => candidate.name === "member") ?? [];
}

function openElement(name: string): { name: string; children: XmlElement[]; text: string } {
    return { name, children: [], text: "" };
}

function decode(text: string): string {
    return text.replace(
        /&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi,
        (whole, hex?: string, decimal?: string, name?: string) => {
            if (name !== undefined) {
                return entities[name] ?? whole;
            }
            return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
        },
    );
}
