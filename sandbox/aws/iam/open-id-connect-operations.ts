import { createHash } from "node:crypto";
import { type Account, iamArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import { addTags, readTagKeys, readTags, tagContext, tagList } from "../kernel/tags";
import type { Authorizer, ContextEntries } from "../kernel/authorization/authorizer";
import { ARN } from "./names";
import type { IamStore, OpenIdConnectProvider } from "./store";

const URL_LENGTH = { minimum: 1, maximum: 255 };
const CLIENT_ID = { minimum: 1, maximum: 255 };
const THUMBPRINT = { minimum: 40, maximum: 40 };
const MAXIMUM_PROVIDERS = 100;
const MAXIMUM_CLIENT_IDS = 100;
const MAXIMUM_THUMBPRINTS = 5;

/** IAM's operations on OpenID Connect providers. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export function openIdConnectOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    /** The provider named in the call, once IAM has allowed the action on it; all other members must have been read. */
    const providerFor = (call: SignedCall, action: string, entries: ContextEntries = {}): OpenIdConnectProvider => {
        const arn = call.members.string("OpenIDConnectProviderArn", ARN);
        call.members.end();
        const existing = store.openIdConnectProviders.get(arn);
        const tags = [...(existing?.tags ?? [])].map(([key, value]): [string, string] => [
            `aws:resourcetag/${key.toLowerCase()}`,
            value,
        ]);
        authorizer.require(call, `iam:${action}`, arn, { ...Object.fromEntries(tags), ...entries });
        if (existing === undefined) {
            throw new AwsError("NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`, 404);
        }
        return existing;
    };

    return new Map<string, Operation<SignedCall>>([
        [
            "CreateOpenIDConnectProvider",
            (call) => {
                const url = call.members.string("Url", URL_LENGTH);
                const clientIds = call.members.optionalStrings("ClientIDList", {}, CLIENT_ID) ?? [];
                const thumbprints = call.members.optionalStrings("ThumbprintList", {}, THUMBPRINT) ?? [];
                const tags = new Map(readTags(call.members));
                call.members.end();
                if (!/^https:\/\/[^?#]+$/.test(url)) {
                    throw new AwsError("ValidationError", "Invalid Open ID Connect Provider URL");
                }
                const bare = url.slice("https://".length);
                const arn = iamArn(account, `oidc-provider/${bare}`);
                authorizer.require(call, "iam:CreateOpenIDConnectProvider", arn, tagContext(tags));
                if (tags.size > 0) {
                    authorizer.require(call, "iam:TagOpenIDConnectProvider", arn, tagContext(tags));
                }
                if (store.openIdConnectProviders.has(arn)) {
                    throw new AwsError("EntityAlreadyExists", `Provider with url ${url} already exists.`, 409);
                }
                requireQuota(
                    "OpenIdConnectProvidersPerAccount",
                    store.openIdConnectProviders.size + 1,
                    MAXIMUM_PROVIDERS,
                );
                requireQuota("ClientIdsPerOpenIdConnectProvider", new Set(clientIds).size, MAXIMUM_CLIENT_IDS);
                requireQuota("ThumbprintListSizePerOpenIdConnectProvider", thumbprints.length, MAXIMUM_THUMBPRINTS);
                store.openIdConnectProviders.set(arn, {
                    arn,
                    url: bare,
                    clientIds: new Set(clientIds),
                    thumbprints: thumbprints.length === 0 ? [ownThumbprint(bare)] : thumbprints,
                    createdAt: account.clock.now(),
                    tags,
                });
                return { OpenIDConnectProviderArn: arn, Tags: tagList(tags) };
            },
        ],
        [
            "GetOpenIDConnectProvider",
            (call) => {
                const { url, clientIds, thumbprints, createdAt, tags } = providerFor(call, "GetOpenIDConnectProvider");
                return {
                    Url: url,
                    ClientIDList: [...clientIds],
                    ThumbprintList: thumbprints,
                    CreateDate: createdAt,
                    Tags: tagList(tags),
                };
            },
        ],
        [
            "DeleteOpenIDConnectProvider",
            (call) => {
                store.openIdConnectProviders.delete(providerFor(call, "DeleteOpenIDConnectProvider").arn);
                return {};
            },
        ],
        [
            "ListOpenIDConnectProviders",
            (call) => {
                call.members.end();
                authorizer.require(call, "iam:ListOpenIDConnectProviders", "*");
                return { OpenIDConnectProviderList: [...store.openIdConnectProviders.keys()].map((Arn) => ({ Arn })) };
            },
        ],
        [
            "AddClientIDToOpenIDConnectProvider",
            (call) => {
                const clientId = call.members.string("ClientID", CLIENT_ID);
                const { clientIds } = providerFor(call, "AddClientIDToOpenIDConnectProvider");
                const next = new Set(clientIds).add(clientId);
                requireQuota("ClientIdsPerOpenIdConnectProvider", next.size, MAXIMUM_CLIENT_IDS);
                clientIds.add(clientId);
                return {};
            },
        ],
        [
            "RemoveClientIDFromOpenIDConnectProvider",
            (call) => {
                const clientId = call.members.string("ClientID", CLIENT_ID);
                providerFor(call, "RemoveClientIDFromOpenIDConnectProvider").clientIds.delete(clientId);
                return {};
            },
        ],
        [
            "UpdateOpenIDConnectProviderThumbprint",
            (call) => {
                const thumbprints = call.members.strings("ThumbprintList", {}, THUMBPRINT);
                const provider = providerFor(call, "UpdateOpenIDConnectProviderThumbprint");
                requireQuota("ThumbprintListSizePerOpenIdConnectProvider", thumbprints.length, MAXIMUM_THUMBPRINTS);
                provider.thumbprints = thumbprints;
                return {};
            },
        ],
        [
            "TagOpenIDConnectProvider",
            (call) => {
                const tags = new Map(readTags(call.members));
                const provider = providerFor(call, "TagOpenIDConnectProvider", tagContext(tags));
                addTags(provider.tags, tags, "LimitExceeded", 409);
                return {};
            },
        ],
        [
            "UntagOpenIDConnectProvider",
            (call) => {
                const keys = readTagKeys(call.members);
                const provider = providerFor(call, "UntagOpenIDConnectProvider", { "aws:tagkeys": keys });
                for (const key of keys) {
                    provider.tags.delete(key);
                }
                return {};
            },
        ],
    ]);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function requireQuota(name: string, count: number, maximum: number): void {
    if (count > maximum) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for ${name}: ${String(maximum)}`, 409);
    }
}

/**
 * Without a given thumbprint, IAM uses that of the provider's certificate; the sandbox's issuers have no certificates
 * of their own.
 */
function ownThumbprint(url: string): string {
    const [host = ""] = url.split("/");
    return createHash("sha1").update(host).digest("hex");
}
