import { operationMatches } from "./permissions";

/** What a condition may check in a request that writes or deletes a role assignment. */
export interface ConditionAttributes {
    /** Of the requested role assignment. */
    readonly Request?: RoleAssignmentAttributes;
    /** Of the existing role assignment. */
    readonly Resource?: RoleAssignmentAttributes;
}

export interface RoleAssignmentAttributes {
    readonly RoleDefinitionId: string;
    readonly PrincipalId: string;
    readonly PrincipalType: string;
}

/** Whether a condition is met; one that the sandbox cannot evaluate is not met, with the reason. */
export type Fulfilment = { readonly fulfilled: boolean; readonly problem?: string };

type Expression = (action: string, attributes: ConditionAttributes) => boolean;

/**
 * Evaluates a condition of a role assignment, version 2.0: `ActionMatches`, and comparisons of the attributes of role
 * assignments, joined by `AND`, `OR` and `!`. A comparison with an attribute that the request lacks is not met.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes
 */
export function evaluateRoleCondition(condition: string, action: string, attributes: ConditionAttributes): Fulfilment {
    try {
        return { fulfilled: new Parser(tokens(condition)).parse()(action, attributes) };
    } catch (error) {
        if (error instanceof ConditionError) {
            return { fulfilled: false, problem: error.message };
        }
        throw error;
    }
}

class ConditionError extends Error {}

interface Comparison {
    readonly negated: boolean;
    isEqual(actual: string, expected: string): boolean;
}

const ignoringCase = (actual: string, expected: string): boolean => actual.toLowerCase() === expected.toLowerCase();
const exactly = (actual: string, expected: string): boolean => actual === expected;

const comparisons: ReadonlyMap<string, Comparison> = new Map([
    ["StringEquals", { negated: false, isEqual: exactly }],
    ["StringNotEquals", { negated: true, isEqual: exactly }],
    ["StringEqualsIgnoreCase", { negated: false, isEqual: ignoringCase }],
    ["StringNotEqualsIgnoreCase", { negated: true, isEqual: ignoringCase }],
    ["GuidEquals", { negated: false, isEqual: ignoringCase }],
    ["GuidNotEquals", { negated: true, isEqual: ignoringCase }],
]);

/**
 * How many of the values on the right must match. The left side has one value, so "any" and "all" of those are the
 * same.
 */
const quantifiers: ReadonlyMap<string, "some" | "every"> = new Map([
    ["ForAnyOfAnyValues", "some"],
    ["ForAllOfAnyValues", "some"],
    ["ForAnyOfAllValues", "every"],
    ["ForAllOfAllValues", "every"],
]);

const attributeNames = ["RoleDefinitionId", "PrincipalId", "PrincipalType"] as const;
const deepestNesting = 100;

/** Each alternative begins with a different character, so parsing is linear in the length of the condition. */
const tokenPattern = /\s*(?:(&&|\|\||[(){},!])|'((?:[^']|'')*)'|(@\w+)\[([^\]\s]*)\]|([\w:.-]+))/y;

interface Token {
    readonly kind: "sign" | "string" | "attribute" | "word";
    readonly text: string;
    /** For an attribute: the name in brackets. */
    readonly name: string;
}

function tokens(condition: string): Token[] {
    const found: Token[] = [];
    const end = condition.trimEnd().length;
    tokenPattern.lastIndex = 0;
    while (tokenPattern.lastIndex < end) {
        const position = tokenPattern.lastIndex;
        const match = tokenPattern.exec(condition);
        if (match === null) {
            throw new ConditionError(`it cannot be parsed at character ${position + 1}`);
        }
        const [, sign, string, source, name = "", word = ""] = match;
        if (sign !== undefined) {
            found.push({ kind: "sign", text: sign, name });
        } else if (string !== undefined) {
            found.push({ kind: "string", text: string.replaceAll("''", "'"), name });
        } else if (source !== undefined) {
            found.push({ kind: "attribute", text: source, name });
        } else {
            found.push({ kind: "word", text: word, name });
        }
    }
    return found;
}

class Parser {
    #position = 0;
    #depth = 0;

    constructor(private readonly tokens: readonly Token[]) {}

    parse(): Expression {
        const expression = this.#or();
        const rest = this.tokens[this.#position];
        if (rest !== undefined) {
            throw new ConditionError(`it does not expect '${rest.text}'`);
        }
        return expression;
    }

    #or(): Expression {
        const parts = [this.#and()];
        while (this.#accept("OR", "||")) {
            parts.push(this.#and());
        }
        return (action, attributes) => parts.some((part) => part(action, attributes));
    }

    #and(): Expression {
        const parts = [this.#term()];
        while (this.#accept("AND", "&&")) {
            parts.push(this.#term());
        }
        return (action, attributes) => parts.every((part) => part(action, attributes));
    }

    #term(): Expression {
        this.#depth += 1;
        if (this.#depth > deepestNesting) {
            throw new ConditionError(`it is nested more than ${deepestNesting} deep`);
        }
        const expression = this.#nested();
        this.#depth -= 1;
        return expression;
    }

    #nested(): Expression {
        if (this.#accept("!", "NOT")) {
            const inner = this.#term();
            return (action, attributes) => !inner(action, attributes);
        }
        if (this.#accept("(")) {
            const inner = this.#or();
            this.#expect(")");
            return inner;
        }
        const token = this.#next();
        if (token.kind === "attribute") {
            return this.#comparison(token);
        }
        if (token.kind === "word" && token.text === "ActionMatches") {
            const patterns = this.#set();
            return (action) => patterns.some((pattern) => operationMatches(pattern, action));
        }
        throw new ConditionError(`the sandbox does not evaluate '${token.text}'`);
    }

    #comparison({ text: source, name }: Token): Expression {
        const [, attribute] = /^Microsoft\.Authorization\/roleAssignments:(\w+)$/i.exec(name) ?? [];
        const known = attributeNames.find((candidate) => candidate.toLowerCase() === attribute?.toLowerCase());
        const from = source === "@Request" ? "Request" : source === "@Resource" ? "Resource" : undefined;
        if (known === undefined || from === undefined) {
            throw new ConditionError(`the sandbox does not know the attribute ${source}[${name}]`);
        }
        const { text } = this.#next();
        const [first = "", second] = text.split(":");
        const comparison = comparisons.get(second ?? first);
        const quantifier = second === undefined ? "some" : quantifiers.get(first);
        if (comparison === undefined || quantifier === undefined) {
            throw new ConditionError(`the sandbox does not know the operator ${text}`);
        }
        const values = second === undefined ? [this.#value()] : this.#set();
        return (_action, attributes) => {
            const actual = attributes[from]?.[known];
            const compares = (value: string): boolean =>
                actual !== undefined && comparison.isEqual(actual, value) !== comparison.negated;
            return quantifier === "some" ? values.some(compares) : values.every(compares);
        };
    }

    /** `{a, b}`: at least one value. */
    #set(): string[] {
        this.#expect("{");
        const values = [this.#value()];
        while (this.#accept(",")) {
            values.push(this.#value());
        }
        this.#expect("}");
        return values;
    }

    /** A string in quotes, or a bare GUID. */
    #value(): string {
        const token = this.#next();
        if (token.kind !== "string" && token.kind !== "word") {
            throw new ConditionError(`it expects a value, not '${token.text}'`);
        }
        return token.text;
    }

    #next(): Token {
        const token = this.tokens[this.#position];
        if (token === undefined) {
            throw new ConditionError("it is incomplete");
        }
        this.#position += 1;
        return token;
    }

    #accept(...texts: readonly string[]): boolean {
        const token = this.tokens[this.#position];
        const accepted =
            token !== undefined &&
            (token.kind === "sign" || token.kind === "word") &&
            texts.includes(token.kind === "word" ? token.text.toUpperCase() : token.text);
        this.#position += accepted ? 1 : 0;
        return accepted;
    }

    #expect(text: string): void {
        if (!this.#accept(text)) {
            throw new ConditionError(`it expects '${text}', not '${this.tokens[this.#position]?.text ?? "its end"}'`);
        }
    }
}
