import { AwsError } from "./aws-error";
import type { ContextEntries } from "./authorization/authorizer";
import type { Document } from "./protocol/document";
import type { RequestMembers } from "./protocol/request-members";

const KEY = { minimum: 1, maximum: 128, pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+" };
const VALUE = { minimum: 0, maximum: 256, pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*" };
const MAXIMUM_TAGS = 50;

/** `Tags` as a list of `Key` and `Value`. */
export function readTagEntries(members: RequestMembers, maximum: number): readonly [string, string][] | undefined {
    return members.optionalStructures("Tags", { maximum })?.map((tag) => {
        const entry: [string, string] = [tag.string("Key", KEY), tag.string("Value", VALUE)];
        tag.end();
        return entry;
    });
}

/** The tags of IAM and STS, whose keys differ by more than case. */
export function readTags(members: RequestMembers): ReadonlyMap<string, string> | undefined {
    const tags = readTagEntries(members, MAXIMUM_TAGS);
    if (tags === undefined) {
        return undefined;
    }
    if (new Set(tags.map(([key]) => key.toLowerCase())).size < tags.length) {
        throw new AwsError("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    return new Map(tags);
}

export function readTagKeys(members: RequestMembers): readonly string[] {
    return members.strings("TagKeys", { maximum: MAXIMUM_TAGS }, KEY);
}

/** `aws:RequestTag/…` and `aws:TagKeys` for the evaluation of policies. */
export function tagContext(tags: ReadonlyMap<string, string> = new Map()): ContextEntries {
    return {
        ...Object.fromEntries([...tags].map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value])),
        "aws:tagkeys": [...tags.keys()],
    };
}

/** `aws:ResourceTag/…` for the evaluation of policies. */
export function resourceTagContext(tags: ReadonlyMap<string, string> = new Map()): ContextEntries {
    return Object.fromEntries([...tags].map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]));
}

/** Adds tags; throws AwsError `code` when there would be more than 50. */
export function addTags(
    existing: Map<string, string>,
    tags: ReadonlyMap<string, string>,
    code: string,
    status: number,
): void {
    if (new Set([...existing.keys(), ...tags.keys()]).size > MAXIMUM_TAGS) {
        throw new AwsError(code, "The number of tags has reached the maximum limit.", status);
    }
    for (const [key, value] of tags) {
        existing.set(key, value);
    }
}

/** As IAM lists them; undefined for none. */
export function tagList(tags: ReadonlyMap<string, string>): readonly Document[] | undefined {
    return tags.size === 0 ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value }));
}
