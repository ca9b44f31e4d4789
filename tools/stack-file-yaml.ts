import {
    isAlias,
    isCollection,
    isMap,
    isNode,
    isPair,
    isScalar,
    isSeq,
    LineCounter,
    parseDocument,
    visit,
    type Alias,
    type Document,
    type Node,
    type Range,
    type YAMLError,
} from "yaml";
import { nearest } from "../rules/nearest";
import { quote } from "../rules/quote";
import { PersonError } from "./person-error";

/** The most values that a file may have with every alias written out; Pulumi's own reader refuses a larger file too. */
const MOST_VALUES = 100_000;

/** The tags that say what YAML finds out by itself, such as `!!str 123`. */
const PLAIN_TAGS = ["!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"];

/** A mistake at an offset in the file. */
interface Mistake {
    readonly offset: number;
    readonly problem: string;
}

/**
 * The `config` of a stack's file: keys with their values as written. An empty file or `config` has none.
 *
 * @param file its name for messages
 * @param knownKeys the full keys (`aws:region`) among which one without namespace is looked for
 * @throws PersonError with file, line, column and the first mistake that keeps the file from being a configuration
 */
export function configurationOf(text: string, file: string, knownKeys: readonly string[]): Record<string, unknown> {
    const lines = new LineCounter();
    try {
        const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
        const mistake =
            syntaxMistake(document) ??
            tagMistake(document, text) ??
            nodeMistake(document, text) ??
            shapeMistake(document, knownKeys);
        if (mistake !== undefined) {
            const { line, col } = lines.linePos(mistake.offset);
            throw new PersonError(`${file}, line ${line}, column ${col}: ${mistake.problem}.`);
        }
        const root: unknown = document.toJS({ maxAliasCount: -1 });
        return mapping(mapping(root)["config"]);
    } catch (error) {
        throw error instanceof RangeError ? new PersonError(`${file} is nested too deeply to be read.`) : error;
    }
}

function syntaxMistake({ errors }: Document): Mistake | undefined {
    const [error] = errors;
    return error === undefined ? undefined : { offset: error.pos[0], problem: syntaxProblem(error) };
}

function syntaxProblem({ code, message }: YAMLError): string {
    switch (code) {
        case "MULTIPLE_DOCS":
            return "found a second document; a stack's file has one";
        case "RESOURCE_EXHAUSTION":
            return "is nested too deeply to be read";
        default:
            return `not YAML: ${message.replace(/[.:]$/, "")}`;
    }
}

function tagMistake({ warnings }: Document, text: string): Mistake | undefined {
    const [warning] = warnings;
    if (warning === undefined) {
        return undefined;
    }
    const [offset] = warning.pos;
    const [tag = ""] = /^[^\s,[\]{}]*/.exec(text.slice(offset)) ?? [];
    return { offset, problem: tagProblem(tag) ?? `the tag ${tag} does not fit what follows it; remove it` };
}

/**
 * What is wrong with aliases, keys and the tags that the YAML library supports and Pulumi does not, in the order of the
 * file.
 */
function nodeMistake(document: Document, text: string): Mistake | undefined {
    const sizes = new Map<Node, number>();
    let mistake: Mistake | undefined;
    let values = 0;
    visit(document, {
        Alias: (key, alias, path) => {
            const problem =
                aliasProblem(alias, document, path) ?? (key === "key" ? keyProblem(alias, document) : undefined);
            values += problem === undefined ? size(alias, document, sizes) : 0;
            return note(start(alias), problem ?? (values > MOST_VALUES ? sizeProblem(alias) : undefined));
        },
        Value: (key, node) => {
            const tag = node.tag === undefined ? undefined : tagProblem(node.tag.replace("tag:yaml.org,2002:", "!!"));
            return tag === undefined
                ? note(start(node), key === "key" ? keyProblem(node, document) : undefined)
                : note(tagOffset(node, text), tag);
        },
    });
    return mistake;

    function note(offset: number, problem: string | undefined): symbol | undefined {
        mistake = problem === undefined ? undefined : { offset, problem };
        return mistake === undefined ? undefined : visit.BREAK;
    }
}

function start(node: { readonly range?: Range | null } | null | undefined): number {
    return node?.range?.[0] ?? 0;
}

/** Where the tag before a node begins. */
function tagOffset(node: Node, text: string): number {
    const before = /![^\s,[\]{}]*\s+(?:&\S+\s+)?$/.exec(text.slice(0, start(node)).slice(-200));
    return start(node) - (before?.[0].length ?? 0);
}

function aliasProblem(alias: Alias, document: Document, path: readonly unknown[]): string | undefined {
    const target = alias.resolve(document);
    if (target === undefined) {
        return `no anchor &${alias.source} comes before the alias *${alias.source}`;
    }
    return path.includes(target)
        ? `the alias *${alias.source} stands inside its own anchor &${alias.source}`
        : undefined;
}

function sizeProblem({ source }: Alias): string {
    return `the alias *${source} makes the file larger than 100,000 values; write out what it stands for`;
}

function tagProblem(tag: string): string | undefined {
    return PLAIN_TAGS.includes(tag) ? undefined : `the tag ${tag} is not supported; remove it`;
}

function keyProblem(node: Node, document: Document): string | undefined {
    const key = isAlias(node) ? node.resolve(document) : node;
    return isCollection(key) ? `found ${found(key)} as a key, expected a string` : undefined;
}

/** How many values a node is when its aliases are written out. */
function size(node: unknown, document: Document, sizes: Map<Node, number>): number {
    if (isPair(node)) {
        return size(node.key, document, sizes) + size(node.value, document, sizes);
    }
    if (!isNode(node)) {
        return 0;
    }
    const known = sizes.get(node);
    if (known !== undefined) {
        return known;
    }
    // An alias inside its own anchor is found when the walk reaches it; here it only must not cause an endless loop.
    sizes.set(node, 0);
    const parts: readonly unknown[] = isAlias(node) ? [node.resolve(document)] : isCollection(node) ? node.items : [];
    const total = parts.reduce<number>((sum, part) => sum + size(part, document, sizes), 1);
    sizes.set(node, total);
    return total;
}

/** What is wrong with the file's two outermost mappings. */
function shapeMistake({ contents }: Document, knownKeys: readonly string[]): Mistake | undefined {
    if (isEmpty(contents)) {
        return undefined;
    }
    if (!isMap(contents)) {
        return { offset: start(contents), problem: `found ${found(contents)}, expected a mapping with the key config` };
    }
    const config = contents.get("config", true);
    if (isEmpty(config)) {
        return undefined;
    }
    if (!isMap(config)) {
        return { offset: start(config), problem: `config: found ${found(config)}, expected a mapping` };
    }
    const bare = config.items.map(({ key }) => key).find((key) => isScalar(key) && !String(key.value).includes(":"));
    if (!isScalar(bare)) {
        return undefined;
    }
    const name = String(bare.value);
    const names = knownKeys.map((key) => key.slice(key.indexOf(":") + 1));
    const near = nearest(name, names);
    const meant = near === undefined ? undefined : knownKeys[names.indexOf(near)];
    const advice = meant === undefined ? "keys are written as <namespace>:<name>" : `write ${meant}`;
    return { offset: start(bare), problem: `config: the key ${quote(name)} has no namespace; ${advice}` };
}

function isEmpty(node: unknown): boolean {
    return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function found(node: unknown): string {
    if (isSeq(node)) {
        return "a list";
    }
    if (!isScalar(node)) {
        return isMap(node) ? "a mapping" : "an alias";
    }
    const { value } = node;
    switch (typeof value) {
        case "string":
            return `the string ${quote(value)}`;
        case "number":
            return `the number ${value}`;
        default:
            return String(value);
    }
}

function mapping(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? { ...value } : {};
}
