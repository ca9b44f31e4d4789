import { runInNewContext } from "node:vm";
import { type Account, parameterArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import { callerArn } from "../kernel/credentials";
import type { Authorizer } from "../kernel/authorization/authorizer";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { addTags, tagContext } from "../kernel/tags";
import { ALLOWED_PATTERN, DATA_TYPE, DESCRIPTION, NAME, PARAMETER_TYPE, TIER, VALUE } from "./names";
import { parameterAccess } from "./parameter-access";
import { checkParameterName } from "./parameter-name";
import type { Parameter, ParameterStore } from "./store";
import { readTags } from "./tag-operations";

const MAXIMUM_PARAMETERS = 10_000;
const MAXIMUM_VERSIONS = 100;
const MAXIMUM_MATCHING_MILLISECONDS = 250;
const MAXIMUM_STANDARD_VALUE_BYTES = 4096;

interface Text {
    readonly value: string;
    readonly description: string | undefined;
    readonly allowedPattern: string | undefined;
}

/**
 * PutParameter: a new parameter, or a new version of one, which keeps its description and pattern unless new ones are
 * given.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function putParameter(account: Account, store: ParameterStore, authorizer: Authorizer): Operation<SignedCall> {
    const access = parameterAccess(account, store, authorizer);
    return (call) => {
        const { members, credential } = call;
        const name = members.string("Name", NAME);
        const type = members.optionalString("Type", PARAMETER_TYPE);
        const text: Text = {
            value: members.string("Value", VALUE),
            description: members.optionalString("Description", DESCRIPTION),
            allowedPattern: members.optionalString("AllowedPattern", ALLOWED_PATTERN),
        };
        const overwrite = members.optionalBoolean("Overwrite") ?? false;
        checkTierAndDataType(members);
        const tags = readTags(call);
        members.end();
        checkParameterName(name);

        const entries = { ...(tags.size === 0 ? {} : tagContext(tags)), "ssm:overwrite": String(overwrite) };
        const existing = access(call, "PutParameter", name, entries);
        if (tags.size > 0) {
            access(call, "AddTagsToResource", name, tagContext(tags));
        }
        if (overwrite && tags.size > 0) {
            throw new AwsError(
                "ValidationException",
                "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
            );
        }
        if (existing !== undefined && !overwrite) {
            throw new AwsError(
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
            );
        }
        checkValue(text.value, text.allowedPattern ?? existing?.allowedPattern);
        const version = {
            number: (existing?.current.number ?? 0) + 1,
            value: text.value,
            modifiedAt: account.clock.now(),
            modifiedBy: callerArn(credential.principal, account),
        };
        if (existing === undefined) {
            const parameter: Parameter = {
                name,
                arn: parameterArn(account, name),
                type: newType(type),
                description: orNone(text.description),
                allowedPattern: orNone(text.allowedPattern),
                current: version,
                versions: new Map([[version.number, version]]),
                tags: new Map(),
            };
            addTags(parameter.tags, tags, "TooManyTagsError", 400);
            if (store.parameters.size >= MAXIMUM_PARAMETERS) {
                throw new AwsError(
                    "ParameterLimitExceeded",
                    `You have exceeded the number of parameters for this AWS account: ${String(MAXIMUM_PARAMETERS)}.`,
                );
            }
            store.parameters.set(name, parameter);
        } else {
            if (type !== undefined && type !== existing.type) {
                throw new AwsError(
                    "HierarchyTypeMismatchException",
                    `The parameter ${name} is a ${existing.type}; Parameter Store does not change a parameter's type. Create a new, unique parameter.`,
                );
            }
            existing.description = orNone(text.description ?? existing.description);
            existing.allowedPattern = orNone(text.allowedPattern ?? existing.allowedPattern);
            existing.current = version;
            existing.versions.set(version.number, version);
            existing.versions.delete(version.number - MAXIMUM_VERSIONS);
        }
        return { Version: version.number, Tier: "Standard" };
    };
}

function newType(type: string | undefined): Parameter["type"] {
    if (type === "String" || type === "StringList") {
        return type;
    }
    throw type === undefined
        ? new AwsError("ValidationException", "A parameter type is required when you create a parameter.")
        : new AwsError(
              "UnsupportedParameterType",
              `The sandbox has no KMS, so its Parameter Store has only String and StringList, not ${type}.`,
          );
}

function checkTierAndDataType(members: RequestMembers): void {
    const tier = members.optionalString("Tier", TIER);
    const dataType = members.optionalString("DataType", DATA_TYPE) ?? "text";
    if (tier === "Advanced") {
        throw new AwsError("ValidationException", "The sandbox's Parameter Store has only the standard tier.");
    }
    if (dataType !== "text") {
        throw new AwsError(
            "ValidationException",
            `The following data type is not supported: ${dataType}. The sandbox's Parameter Store supports only text.`,
        );
    }
}

function checkValue(value: string, allowedPattern = ""): void {
    if (Buffer.byteLength(value) > MAXIMUM_STANDARD_VALUE_BYTES) {
        throw new AwsError(
            "ValidationException",
            `Standard tier parameters support a maximum parameter value of ${String(MAXIMUM_STANDARD_VALUE_BYTES)} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
        );
    }
    if (/\{\{.*\}\}/s.test(value)) {
        throw new AwsError(
            "ValidationException",
            'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
        );
    }
    if (!matchesPattern(value, allowedPattern)) {
        throw new AwsError(
            "ParameterPatternMismatchException",
            `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
        );
    }
}

/** The pattern is an untrusted regular expression: it is refused if it is invalid, or if it takes too long. */
function matchesPattern(value: string, pattern: string): boolean {
    try {
        const isMatch: unknown = runInNewContext(
            "new RegExp(pattern).test(value)",
            { pattern, value },
            { timeout: MAXIMUM_MATCHING_MILLISECONDS },
        );
        return isMatch === true;
    } catch {
        throw new AwsError(
            "InvalidAllowedPatternException",
            "The request doesn't meet the regular expression requirement.",
        );
    }
}

function orNone(text: string | undefined): string | undefined {
    return text === "" ? undefined : text;
}
