/** One version of a parameter's value. */
export interface ParameterVersion {
    /** 1 for the first. */
    readonly number: number;
    readonly value: string;
    readonly modifiedAt: Date;
    /** ARN of whoever wrote it. */
    readonly modifiedBy: string;
}

/** A parameter of the standard tier. */
export interface Parameter {
    readonly name: string;
    readonly arn: string;
    readonly type: "String" | "StringList";
    description: string | undefined;
    /** What a value must match. */
    allowedPattern: string | undefined;
    /** The latest one. */
    current: ParameterVersion;
    /** By number, including the latest one. */
    readonly versions: Map<number, ParameterVersion>;
    readonly tags: Map<string, string>;
}

/** All of the Parameter Store in the account and region. */
export class ParameterStore {
    /** By name. */
    readonly parameters = new Map<string, Parameter>();

    /** By name or ARN. */
    find(nameOrArn: string): Parameter | undefined {
        return this.parameters.get(nameOrArn) ?? [...this.parameters.values()].find(({ arn }) => arn === nameOrArn);
    }

    /** In the order of their names. */
    list(): readonly Parameter[] {
        return [...this.parameters.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    }
}
