/** An Allow statement of an IAM identity policy. */
export interface AllowStatement {
    /** Unique in its document: letters and digits. */
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    /** Operator to condition key to values. */
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM identity policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
    readonly Version: "2012-10-17";
    readonly Statement: readonly AllowStatement[];
}

/**
 * A managed policy has at most this many characters, not counting white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const longestManagedPolicy = 6144;

/** The statements, in order, in as few documents as IAM's size limit for a managed policy allows. */
export function policyDocuments(statements: readonly AllowStatement[]): readonly PolicyDocument[] {
    const documents: AllowStatement[][] = [];
    for (const statement of statements) {
        const last = documents.at(-1);
        if (last !== undefined && sizeOf([...last, statement]) <= longestManagedPolicy) {
            last.push(statement);
        } else {
            documents.push([statement]);
        }
    }
    return documents.map(documentOf);
}

function documentOf(statements: readonly AllowStatement[]): PolicyDocument {
    return { Version: "2012-10-17", Statement: statements };
}

function sizeOf(statements: readonly AllowStatement[]): number {
    return JSON.stringify(documentOf(statements)).replace(/\s/g, "").length;
}
