import { type Account, iamArn } from "../account";
import { AwsError } from "../aws-error";
import type { Operation, SignedCall } from "../protocol/protocol";
import { readTags, tagContext, tagList } from "../tags";
import type { Authorizer } from "./authorizer";
import { ARN, NAME } from "./names";
import type { IamStore, OpenIdConnectProvider } from "./store";

const URL_LENGTH = { minimum: 1, maximum: 255 };
const CLIENT_ID = { minimum: 1, maximum: 255 };

/** IAM's operations on users, OpenID Connect providers and outbound identity federation. */
export function accountOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
    outboundIssuer: string,
): ReadonlyMap<string, Operation<SignedCall>> {
    const providerFor = (call: SignedCall, action: string): OpenIdConnectProvider => {
        const arn = call.members.string("OpenIDConnectProviderArn", ARN);
        call.members.end();
        authorizer.require(call, `iam:${action}`, arn);
        const provider = store.openIdConnectProviders.get(arn);
        if (provider === undefined) {
            throw new AwsError("NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`, 404);
        }
        return provider;
    };

    return new Map<string, Operation<SignedCall>>([
        [
            "GetUser",
            (call) => {
                const { principal } = call.credential;
                const name =
                    call.members.optionalString("UserName", NAME) ??
                    (principal.kind === "user" ? principal.user.name : undefined);
                call.members.end();
                if (name === undefined) {
                    throw new AwsError(
                        "ValidationError",
                        "Must specify userName when calling with non-User credentials",
                    );
                }
                const user = store.users.get(name);
                authorizer.require(call, "iam:GetUser", user?.arn ?? iamArn(account, `user/${name}`));
                if (user === undefined) {
                    throw new AwsError("NoSuchEntity", `The user with name ${name} cannot be found.`, 404);
                }
                return {
                    User: {
                        Path: "/",
                        UserName: user.name,
                        UserId: user.id,
                        Arn: user.arn,
                        CreateDate: user.createdAt,
                    },
                };
            },
        ],
        [
            "CreateOpenIDConnectProvider",
            (call) => {
                const url = call.members.string("Url", URL_LENGTH);
                const clientIds = call.members.optionalStrings("ClientIDList", { maximum: 100 }, CLIENT_ID) ?? [];
                const thumbprints =
                    call.members.optionalStrings("ThumbprintList", { maximum: 5 }, { minimum: 40, maximum: 40 }) ?? [];
                const tags = readTags(call.members);
                call.members.end();
                if (!/^https:\/\/[^?#]+$/.test(url)) {
                    throw new AwsError("ValidationError", "Invalid Open ID Connect Provider URL");
                }
                const bare = url.slice("https://".length);
                const arn = iamArn(account, `oidc-provider/${bare}`);
                authorizer.require(call, "iam:CreateOpenIDConnectProvider", arn, tagContext(tags));
                if (store.openIdConnectProviders.has(arn)) {
                    throw new AwsError("EntityAlreadyExists", `Provider with url ${url} already exists.`, 409);
                }
                store.openIdConnectProviders.set(arn, {
                    arn,
                    url: bare,
                    clientIds: new Set(clientIds),
                    thumbprints,
                    createdAt: account.clock.now(),
                    tags: new Map(tags),
                });
                return { OpenIDConnectProviderArn: arn, Tags: tagList(new Map(tags)) };
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
            "EnableOutboundWebIdentityFederation",
            (call) => {
                call.members.end();
                authorizer.require(call, "iam:EnableOutboundWebIdentityFederation", "*");
                if (store.outboundFederationEnabled) {
                    throw new AwsError(
                        "FeatureEnabled",
                        "Outbound web identity federation is already enabled for this account.",
                        409,
                    );
                }
                store.outboundFederationEnabled = true;
                return { IssuerIdentifier: outboundIssuer };
            },
        ],
        [
            "DisableOutboundWebIdentityFederation",
            (call) => {
                call.members.end();
                authorizer.require(call, "iam:DisableOutboundWebIdentityFederation", "*");
                requireEnabled(store);
                store.outboundFederationEnabled = false;
                return {};
            },
        ],
        [
            "GetOutboundWebIdentityFederationInfo",
            (call) => {
                call.members.end();
                authorizer.require(call, "iam:GetOutboundWebIdentityFederationInfo", "*");
                requireEnabled(store);
                return { IssuerIdentifier: outboundIssuer, JwtVendingEnabled: true };
            },
        ],
    ]);
}

function requireEnabled(store: IamStore): void {
    if (!store.outboundFederationEnabled) {
        throw new AwsError("FeatureDisabled", "Outbound web identity federation is not enabled for this account.", 404);
    }
}
