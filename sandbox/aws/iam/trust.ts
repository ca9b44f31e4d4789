import { type Account, iamArn } from "../kernel/account";
import { callerArn, type Principal, principalArn } from "../kernel/credentials";
import type { RequestContext } from "../kernel/authorization/condition";
import { evaluate } from "../kernel/authorization/evaluation";
import type { Role } from "./store";

/** Who asks for a role. */
export type TrustSubject =
    | { readonly kind: "principal"; readonly principal: Principal }
    | { readonly kind: "service"; readonly service: string }
    | { readonly kind: "federated"; readonly providerArn: string };

/**
 * What a role's trust policy says: `direct` is enough on its own; `account` trusts the whole account and leaves the
 * decision to the caller's own policies.
 */
export type TrustDecision = "direct" | "account" | "explicitDeny" | "none";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html */
export function evaluateTrust(
    role: Role,
    action: string,
    subject: TrustSubject,
    context: RequestContext,
    account: Account,
): TrustDecision {
    const statements = role.trust.statements.map((statement) => ({
        statement,
        match: matchPrincipal(statement.principals, subject, account),
    }));
    const request = { action, resource: role.arn, context };
    const matching = statements.filter(({ match }) => match !== "none");
    if (
        evaluate(
            matching.map(({ statement }) => statement),
            request,
        ) === "explicitDeny"
    ) {
        return "explicitDeny";
    }
    const allows = (kind: TrustDecision): boolean =>
        evaluate(
            matching.filter(({ match }) => match === kind).map(({ statement }) => statement),
            request,
        ) === "allow";
    return allows("direct") ? "direct" : allows("account") ? "account" : "none";
}

/** The names of the AWS services that the trust policy lets assume the role. */
export function trustedServices(role: Role): readonly string[] {
    return role.trust.statements.flatMap(({ effect, principals }) =>
        effect === "Allow" ? (principals?.service ?? []) : [],
    );
}

function matchPrincipal(
    principals: Role["trust"]["statements"][number]["principals"],
    subject: TrustSubject,
    account: Account,
): "direct" | "account" | "none" {
    if (principals === undefined) {
        return "none";
    }
    switch (subject.kind) {
        case "service":
            return principals.service.includes(subject.service) ? "direct" : "none";
        case "federated":
            return principals.everyone || principals.federated.includes(subject.providerArn) ? "direct" : "none";
        case "principal": {
            const own = [principalArn(subject.principal), callerArn(subject.principal, account)];
            if (principals.everyone || principals.aws.some((arn) => own.includes(arn))) {
                return "direct";
            }
            return principals.aws.includes(iamArn(account, "root")) ? "account" : "none";
        }
    }
}
