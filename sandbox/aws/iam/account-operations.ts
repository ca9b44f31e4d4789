import { type Account, iamArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { NAME } from "./names";
import type { IamStore } from "./store";

/** IAM's operations on users and outbound identity federation. */
export function accountOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
    outboundIssuer: string,
): ReadonlyMap<string, Operation<SignedCall>> {
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
