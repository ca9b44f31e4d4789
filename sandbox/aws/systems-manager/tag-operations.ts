import type { Account } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Authorizer, ContextEntries } from "../kernel/authorization/authorizer";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import { addTags, readTagEntries, tagContext } from "../kernel/tags";
import { TAG_KEY } from "./names";
import { parameterAccess } from "./parameter-access";
import type { Parameter, ParameterStore } from "./store";

const MAXIMUM_ENTRIES = 1000;

/** Systems Manager's operations on tags; of the resources that it tags, the sandbox has only parameters. */
export function tagOperations(
    account: Account,
    store: ParameterStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    const access = parameterAccess(account, store, authorizer);
    const parameterFor = (call: SignedCall, action: string, entries: ContextEntries = {}): Parameter => {
        const type = call.members.string("ResourceType");
        const name = call.members.string("ResourceId");
        call.members.end();
        if (type !== "Parameter") {
            throw new AwsError("InvalidResourceType", `The sandbox's Systems Manager has no ${type}, only Parameter.`);
        }
        return access(call, action, name, entries) ?? missingResource(name);
    };

    return new Map<string, Operation<SignedCall>>([
        [
            "AddTagsToResource",
            (call) => {
                const tags = readTags(call);
                addTags(parameterFor(call, "AddTagsToResource", tagContext(tags)).tags, tags, "TooManyTagsError", 400);
                return {};
            },
        ],
        [
            "RemoveTagsFromResource",
            (call) => {
                const keys = call.members.strings("TagKeys", {}, TAG_KEY);
                const { tags } = parameterFor(call, "RemoveTagsFromResource", { "aws:tagkeys": keys });
                for (const key of keys) {
                    tags.delete(key);
                }
                return {};
            },
        ],
        [
            "ListTagsForResource",
            (call) => ({
                TagList: [...parameterFor(call, "ListTagsForResource").tags].map(([Key, Value]) => ({ Key, Value })),
            }),
        ],
    ]);
}

/** Empty if the call has none. */
export function readTags({ members }: SignedCall): ReadonlyMap<string, string> {
    return new Map(readTagEntries(members, MAXIMUM_ENTRIES));
}

function missingResource(name: string): never {
    throw new AwsError("InvalidResourceId", `The resource ID isn't valid: there is no parameter ${name}.`);
}
