import { AwsError } from "../kernel/aws-error";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { parsePathPrefix } from "./parameter-name";
import type { Parameter } from "./store";

type Test = (parameter: Parameter, value: string) => boolean;

/** The filters that the sandbox supports, by key and option; the first option is the default. */
const TESTS: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
    Name: {
        Equals: ({ name }, value) => name === value,
        BeginsWith: ({ name }, value) => name.startsWith(value),
        Contains: ({ name }, value) => name.includes(value),
    },
    Path: {
        OneLevel: ({ name }, value) => isBelow(name, parsePathPrefix(value), false),
        Recursive: ({ name }, value) => isBelow(name, parsePathPrefix(value), true),
    },
    Type: { Equals: ({ type }, value) => type === value },
};

/**
 * `ParameterFilters` of DescribeParameters: a parameter passes a filter if one of its values matches. Throws AwsError
 * for other filters.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html
 */
export function readParameterFilters(members: RequestMembers): (parameter: Parameter) => boolean {
    const filters = members.optionalStructures("ParameterFilters", {}) ?? [];
    const tests = filters.map((filter) => {
        const key = filter.string("Key", { minimum: 1, maximum: 132 });
        const option = filter.optionalString("Option", { minimum: 1, maximum: 10 });
        const values = filter.strings("Values", { minimum: 1, maximum: 50 }, { minimum: 1, maximum: 1024 });
        filter.end();
        const options = TESTS[key];
        if (options === undefined) {
            throw new AwsError(
                "InvalidFilterKey",
                `The sandbox filters by ${Object.keys(TESTS).join(", ")}, not ${key}.`,
            );
        }
        const [first = ""] = Object.keys(options);
        const test = options[option ?? first];
        if (test === undefined) {
            throw new AwsError(
                "InvalidFilterOption",
                `The option ${option ?? first} is not valid for the filter ${key}. Valid options: ${Object.keys(options).join(", ")}.`,
            );
        }
        return (parameter: Parameter) => values.some((value) => test(parameter, value));
    });
    return (parameter) => tests.every((test) => test(parameter));
}

/** Whether a name is below a path: directly or, if `recursive`, anywhere. */
export function isBelow(name: string, prefix: string, recursive: boolean): boolean {
    return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/"));
}
