import { AwsError } from "../aws-error";

/** Constraints of a member of an API model. Lengths in characters. */
export interface Constraints {
    readonly minimum?: number;
    readonly maximum?: number;
    /** As the API model writes it; the whole value must match. */
    readonly pattern?: string;
    readonly oneOf?: readonly string[];
    /** The value is never repeated in an error. */
    readonly sensitive?: boolean;
}

/** How a protocol writes scalars, and what it calls its refusals. */
export interface MembersDialect {
    readonly validationCode: string;
    readonly wrongTypeCode: string;
    readonly unknownMemberCode: string;
    /** Whether numbers and booleans arrive as text. */
    readonly textual: boolean;
}

/** Reads the members of one request; `end` refuses all that nobody asked for. */
export class RequestMembers {
    readonly #members: ReadonlyMap<string, unknown>;
    readonly #dialect: MembersDialect;
    readonly #known = new Set<string>();

    constructor(members: unknown, dialect: MembersDialect) {
        this.#dialect = dialect;
        if (typeof members !== "object" || members === null || Array.isArray(members)) {
            throw new AwsError(dialect.wrongTypeCode, "Start of structure or map found where not expected.");
        }
        this.#members = new Map(Object.entries(members));
    }

    optionalString(name: string, constraints: Constraints = {}): string | undefined {
        const value = this.#take(name);
        return value === undefined ? undefined : this.#checkedString(value, camelCase(name), constraints);
    }

    string(name: string, constraints: Constraints = {}): string {
        return this.optionalString(name, constraints) ?? this.#missing(name);
    }

    optionalInteger(name: string, constraints: Pick<Constraints, "minimum" | "maximum">): number | undefined {
        const value = this.#take(name);
        if (value === undefined) {
            return undefined;
        }
        const number =
            this.#dialect.textual && typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
        if (typeof number !== "number" || !Number.isSafeInteger(number)) {
            throw new AwsError(this.#dialect.wrongTypeCode, `${name} must be an integer.`);
        }
        const at = `Value '${String(number)}' at '${camelCase(name)}'`;
        if (constraints.maximum !== undefined && number > constraints.maximum) {
            throw this.#violation(at, `Member must have value less than or equal to ${String(constraints.maximum)}`);
        }
        if (constraints.minimum !== undefined && number < constraints.minimum) {
            throw this.#violation(at, `Member must have value greater than or equal to ${String(constraints.minimum)}`);
        }
        return number;
    }

    integer(name: string, constraints: Pick<Constraints, "minimum" | "maximum">): number {
        return this.optionalInteger(name, constraints) ?? this.#missing(name);
    }

    optionalBoolean(name: string): boolean | undefined {
        const value = this.#take(name);
        if (value === undefined || typeof value === "boolean") {
            return value;
        }
        if (this.#dialect.textual && (value === "true" || value === "false")) {
            return value === "true";
        }
        throw new AwsError(this.#dialect.wrongTypeCode, `${name} must be true or false.`);
    }

    boolean(name: string): boolean {
        return this.optionalBoolean(name) ?? this.#missing(name);
    }

    /** A list of strings. */
    optionalStrings(name: string, list: Constraints, item: Constraints): readonly string[] | undefined {
        const values = this.#optionalList(name, list);
        return values?.map((value, index) =>
            this.#checkedString(value, `${camelCase(name)}.${String(index + 1)}.member`, item),
        );
    }

    strings(name: string, list: Constraints, item: Constraints): readonly string[] {
        return this.optionalStrings(name, list, item) ?? this.#missing(name);
    }

    /** A list of structures. */
    optionalStructures(name: string, list: Constraints): readonly RequestMembers[] | undefined {
        return this.#optionalList(name, list)?.map((value) => new RequestMembers(value, this.#dialect));
    }

    /** A map of strings. */
    optionalMap(
        name: string,
        map: Constraints,
        key: Constraints,
        item: Constraints,
    ): ReadonlyMap<string, string> | undefined {
        const value = this.#take(name);
        if (value === undefined) {
            return undefined;
        }
        if (typeof value !== "object" || value === null || Array.isArray(value)) {
            throw new AwsError(this.#dialect.wrongTypeCode, `${name} must be a map.`);
        }
        const entries = Object.entries(value);
        this.#checkLength(entries.length, `Value at '${camelCase(name)}'`, map);
        return new Map(
            entries.map(([entryKey, entryValue]) => [
                this.#checkedString(entryKey, camelCase(name), key),
                this.#checkedString(entryValue, `${camelCase(name)}.${entryKey}.member`, item),
            ]),
        );
    }

    map(name: string, map: Constraints, key: Constraints, item: Constraints): ReadonlyMap<string, string> {
        return this.optionalMap(name, map, key, item) ?? this.#missing(name);
    }

    /** Refuses members that were given and not read. The clouds ignore them; here they are a mistake that should be seen. */
    end(): void {
        const unknown = [...this.#members.keys()].find((name) => !this.#known.has(name));
        if (unknown !== undefined) {
            throw new AwsError(
                this.#dialect.unknownMemberCode,
                `Unknown parameter in input: "${unknown}", must be one of: ${[...this.#known].join(", ")}`,
            );
        }
    }

    #take(name: string): unknown {
        this.#known.add(name);
        return this.#members.get(name) ?? undefined;
    }

    #optionalList(name: string, list: Constraints): readonly unknown[] | undefined {
        const value: unknown = this.#take(name);
        if (value === undefined) {
            return undefined;
        }
        const isEmptyList = this.#dialect.textual && value === "";
        if (!isEmptyList && !Array.isArray(value)) {
            throw new AwsError(this.#dialect.wrongTypeCode, `${name} must be a list.`);
        }
        const values: readonly unknown[] = Array.isArray(value) ? value : [];
        this.#checkLength(values.length, `Value at '${camelCase(name)}'`, list);
        return values;
    }

    #checkedString(value: unknown, at: string, constraints: Constraints): string {
        if (typeof value !== "string") {
            throw new AwsError(this.#dialect.wrongTypeCode, `${at} must be a string.`);
        }
        const place = constraints.sensitive === true ? `Value at '${at}'` : `Value '${value}' at '${at}'`;
        this.#checkLength(value.length, place, constraints);
        if (constraints.pattern !== undefined && !new RegExp(`^(?:${constraints.pattern})$`, "u").test(value)) {
            throw this.#violation(place, `Member must satisfy regular expression pattern: ${constraints.pattern}`);
        }
        if (constraints.oneOf !== undefined && !constraints.oneOf.includes(value)) {
            throw this.#violation(place, `Member must satisfy enum value set: [${constraints.oneOf.join(", ")}]`);
        }
        return value;
    }

    #checkLength(length: number, place: string, { minimum, maximum }: Constraints): void {
        if (maximum !== undefined && length > maximum) {
            throw this.#violation(place, `Member must have length less than or equal to ${String(maximum)}`);
        }
        if (minimum !== undefined && length < minimum) {
            throw this.#violation(place, `Member must have length greater than or equal to ${String(minimum)}`);
        }
    }

    #missing(name: string): never {
        throw this.#violation(`Value null at '${camelCase(name)}'`, "Member must not be null");
    }

    #violation(place: string, constraint: string): AwsError {
        return new AwsError(
            this.#dialect.validationCode,
            `1 validation error detected: ${place} failed to satisfy constraint: ${constraint}`,
        );
    }
}

function camelCase(name: string): string {
    return name.charAt(0).toLowerCase() + name.slice(1);
}
