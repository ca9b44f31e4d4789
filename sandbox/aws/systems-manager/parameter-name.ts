import { AwsError } from "../kernel/aws-error";

const MAXIMUM_LENGTH = 1011;
const MAXIMUM_LEVELS = 15;
const RULES =
    "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";

/**
 * Throws AwsError for a name that no new parameter may have.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function checkParameterName(name: string): void {
    const isPath = name.includes("/");
    if (isPath && !name.startsWith("/")) {
        throw new AwsError("ValidationException", "Parameter name must be a fully qualified name.");
    }
    if (/^\/aws\//i.test(name)) {
        throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
    }
    if (/^\/?(?:aws|ssm)/i.test(name)) {
        throw new AwsError(
            "ValidationException",
            `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive). ${RULES}`,
        );
    }
    if (!/^(?:[\w.-]+|(?:\/[\w.-]+)+)$/.test(name)) {
        throw new AwsError("ValidationException", `Parameter name: ${name} is not valid. ${RULES}`);
    }
    if (name.length > MAXIMUM_LENGTH) {
        throw new AwsError(
            "ValidationException",
            `Parameter name: must be at most ${String(MAXIMUM_LENGTH)} characters long.`,
        );
    }
    if (isPath && name.split("/").length - 1 > MAXIMUM_LEVELS) {
        throw new AwsError(
            "HierarchyLevelLimitExceededException",
            `Parameter name: a hierarchy can have at most ${String(MAXIMUM_LEVELS)} levels.`,
        );
    }
}

/** What a caller reads: `name`, `name:version`, or an ARN with or without a version. */
export interface ParameterReference {
    readonly nameOrArn: string;
    /** Undefined for the latest version. */
    readonly selector: string | undefined;
}

export function parseReference(text: string): ParameterReference {
    const [, nameOrArn = text, selector] = /^((?:arn:[^:]*:ssm:[^:]*:[^:]*:)?[^:]+)(?::(.*))?$/.exec(text) ?? [];
    return { nameOrArn, selector };
}

/** `path` as the prefix of the names below it. Throws AwsError if it is not a path. */
export function parsePathPrefix(path: string): string {
    if (!/^\/(?:[\w.-]+(?:\/[\w.-]+)*\/?)?$/.test(path)) {
        throw new AwsError(
            "ValidationException",
            `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". ${RULES}`,
        );
    }
    return path.endsWith("/") ? path : `${path}/`;
}
