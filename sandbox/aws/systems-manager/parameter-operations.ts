import { type Account, systemsManagerArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Authorizer } from "../kernel/authorization/authorizer";
import type { Document } from "../kernel/protocol/document";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { NAME, NAMES } from "./names";
import { readParameterPage } from "./page";
import { missingParameter, parameterAccess } from "./parameter-access";
import { isBelow, readParameterFilters } from "./parameter-filters";
import { parsePathPrefix, parseReference } from "./parameter-name";
import { putParameter } from "./put-parameter";
import type { Parameter, ParameterStore, ParameterVersion } from "./store";

const MAXIMUM_BY_PATH = 10;
const MAXIMUM_DESCRIBED = 50;

/** The Parameter Store's operations. https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html */
export function parameterOperations(
    account: Account,
    store: ParameterStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    const access = parameterAccess(account, store, authorizer);
    return new Map<string, Operation<SignedCall>>([
        ["PutParameter", putParameter(account, store, authorizer)],
        [
            "GetParameter",
            (call) => {
                const text = call.members.string("Name", NAME);
                readWithDecryption(call.members);
                call.members.end();
                const { nameOrArn, selector } = parseReference(text);
                const parameter = access(call, "GetParameter", nameOrArn) ?? missingParameter(text);
                const version = versionOf(parameter, selector);
                if (version === undefined) {
                    throw new AwsError(
                        "ParameterVersionNotFound",
                        `Systems Manager could not find version ${selector ?? ""} of ${parameter.name}. Verify the version and try again.`,
                    );
                }
                return { Parameter: withValue(parameter, version, selector) };
            },
        ],
        [
            "GetParameters",
            (call) => {
                const names = call.members.strings("Names", NAMES, NAME);
                readWithDecryption(call.members);
                call.members.end();
                const results = names.map((text) => {
                    const { nameOrArn, selector } = parseReference(text);
                    const parameter = access(call, "GetParameters", nameOrArn);
                    const version = parameter === undefined ? undefined : versionOf(parameter, selector);
                    return parameter === undefined || version === undefined
                        ? { found: [], invalid: [text] }
                        : { found: [withValue(parameter, version, selector)], invalid: [] };
                });
                return {
                    Parameters: results.flatMap(({ found }) => found),
                    InvalidParameters: results.flatMap(({ invalid }) => invalid),
                };
            },
        ],
        [
            "GetParametersByPath",
            (call) => {
                const path = call.members.string("Path", NAME);
                const recursive = call.members.optionalBoolean("Recursive") ?? false;
                const page = readParameterPage(call.members, MAXIMUM_BY_PATH);
                readWithDecryption(call.members);
                call.members.end();
                const prefix = parsePathPrefix(path);
                access(call, "GetParametersByPath", path, { "ssm:recursive": String(recursive) });
                const { items, ...rest } = page(store.list().filter(({ name }) => isBelow(name, prefix, recursive)));
                return {
                    Parameters: items.map((parameter) => withValue(parameter, parameter.current, undefined)),
                    ...rest,
                };
            },
        ],
        [
            "DescribeParameters",
            (call) => {
                const passes = readParameterFilters(call.members);
                const page = readParameterPage(call.members, MAXIMUM_DESCRIBED);
                call.members.end();
                authorizer.require(call, "ssm:DescribeParameters", systemsManagerArn(account, "*"));
                const { items, ...rest } = page(store.list().filter(passes));
                return { Parameters: items.map(describe), ...rest };
            },
        ],
        [
            "DeleteParameter",
            (call) => {
                const name = call.members.string("Name", NAME);
                call.members.end();
                const parameter = access(call, "DeleteParameter", name) ?? missingParameter(name);
                store.parameters.delete(parameter.name);
                return {};
            },
        ],
        [
            "DeleteParameters",
            (call) => {
                const names = call.members.strings("Names", NAMES, NAME);
                call.members.end();
                const found = names.map((name) => ({ name, parameter: access(call, "DeleteParameters", name) }));
                for (const { parameter } of found) {
                    store.parameters.delete(parameter?.name ?? "");
                }
                const namesOf = (there: boolean): readonly string[] =>
                    found.filter(({ parameter }) => (parameter !== undefined) === there).map(({ name }) => name);
                return { DeletedParameters: namesOf(true), InvalidParameters: namesOf(false) };
            },
        ],
    ]);
}

/** Has no effect on a String or StringList. */
function readWithDecryption(members: RequestMembers): void {
    members.optionalBoolean("WithDecryption");
}

function versionOf(parameter: Parameter, selector: string | undefined): ParameterVersion | undefined {
    return selector === undefined ? parameter.current : parameter.versions.get(Number(selector));
}

function withValue(
    { name, arn, type }: Parameter,
    { number, value, modifiedAt }: ParameterVersion,
    selector: string | undefined,
): Document {
    return {
        Name: name,
        Type: type,
        Value: value,
        Version: number,
        ...(selector === undefined ? {} : { Selector: `:${selector}` }),
        LastModifiedDate: modifiedAt,
        ARN: arn,
        DataType: "text",
    };
}

function describe({ name, arn, type, description, allowedPattern, current }: Parameter): Document {
    return {
        Name: name,
        ARN: arn,
        Type: type,
        LastModifiedDate: current.modifiedAt,
        LastModifiedUser: current.modifiedBy,
        Description: description,
        AllowedPattern: allowedPattern,
        Version: current.number,
        Tier: "Standard",
        Policies: [],
        DataType: "text",
    };
}
