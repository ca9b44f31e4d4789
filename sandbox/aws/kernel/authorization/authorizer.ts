import type { IamStore } from "../../iam/store";
import type { Account } from "../account";
import { AwsError } from "../aws-error";
import { callerArn, callerUserId, type Principal, principalArn } from "../credentials";
import type { SignedCall } from "../protocol/protocol";
import type { RequestContext } from "./condition";
import { type Decision, evaluate } from "./evaluation";
import type { Statement } from "./policy-document";

const IDENTITY_BASED = "identity-based policy";

/** Condition keys in lower case with their values. */
export type ContextEntries = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Asks IAM whether a caller may do something. */
export class Authorizer {
    constructor(
        readonly account: Account,
        private readonly store: IamStore,
        private readonly accessDenied: { readonly code: string; readonly status: number },
    ) {}

    /** Throws AwsError in AWS's words when the caller may not. `resource` is `*` for actions that know no resource. */
    require(call: SignedCall, action: string, resource: string, entries: ContextEntries = {}): void {
        const { decision, policyType } = this.#decide(call, action, resource, entries);
        if (decision !== "allow") {
            const because =
                decision === "explicitDeny"
                    ? `with an explicit deny in ${article(policyType)} ${policyType}`
                    : `because no ${policyType} allows the ${action} action`;
            throw this.denied(call.credential.principal, action, resource, because);
        }
    }

    decide(call: SignedCall, action: string, resource: string, entries: ContextEntries = {}): Decision {
        return this.#decide(call, action, resource, entries).decision;
    }

    /**
     * Whether some statement allows the action, whatever its conditions say and no deny taken into account: the gate of
     * calls whose condition keys depend on what does not exist.
     */
    mightAllow(call: SignedCall, action: string): boolean {
        const unconditional = this.#statementsOf(call.credential.principal)
            .filter(({ effect }) => effect === "Allow")
            .map((statement) => ({ ...statement, conditions: [] }));
        return evaluate(unconditional, { action, resource: "*", context: new Map() }) === "allow";
    }

    denied(principal: Principal, action: string, resource: string, because = ""): AwsError {
        const sentence = `User: ${callerArn(principal, this.account)} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
        return new AwsError(this.accessDenied.code, sentence.trim(), this.accessDenied.status);
    }

    contextOf(call: SignedCall, entries: ContextEntries): RequestContext {
        const { principal } = call.credential;
        const now = this.account.clock.now();
        const tags = principal.kind === "session" ? [...principal.role.tags] : [];
        const all: ContextEntries = {
            "aws:principalarn": principalArn(principal),
            "aws:principalaccount": this.account.id,
            "aws:principaltype": principal.kind === "user" ? "User" : "AssumedRole",
            "aws:userid": callerUserId(principal),
            "aws:username": principal.kind === "user" ? principal.user.name : undefined,
            "aws:federatedprovider": principal.kind === "session" ? principal.federatedProvider : undefined,
            "aws:currenttime": now.toISOString(),
            "aws:epochtime": String(Math.floor(now.getTime() / 1000)),
            "aws:securetransport": String(call.secure),
            "aws:requestedregion": this.account.region,
            ...Object.fromEntries(tags.map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value])),
            ...entries,
        };
        return new Map(
            Object.entries(all).map(([key, value]) => [
                key,
                value === undefined ? [] : typeof value === "string" ? [value] : value,
            ]),
        );
    }

    #decide(
        call: SignedCall,
        action: string,
        resource: string,
        entries: ContextEntries,
    ): { decision: Decision; policyType: string } {
        const { principal } = call.credential;
        const request = { action, resource, context: this.contextOf(call, entries) };
        const decisions = this.#policiesOf(principal).map(({ policyType, statements }) => ({
            policyType,
            decision: evaluate(statements, request),
        }));
        const refused =
            decisions.find(({ decision }) => decision === "explicitDeny") ??
            decisions.find(({ decision }) => decision === "implicitDeny");
        return refused ?? { decision: "allow", policyType: IDENTITY_BASED };
    }

    /** Every kind of policy that there is must allow, and none may deny. */
    #policiesOf(principal: Principal): readonly { policyType: string; statements: readonly Statement[] }[] {
        const boundary = this.store.boundaryOf(principal.kind === "user" ? principal.user : principal.role);
        const session = principal.kind === "session" ? principal.sessionPolicy : undefined;
        return [
            { policyType: "service control policy", statements: this.store.serviceControlPolicy?.statements },
            { policyType: IDENTITY_BASED, statements: this.#statementsOf(principal) },
            { policyType: "permissions boundary", statements: boundary },
            { policyType: "session policy", statements: session },
        ].flatMap(({ policyType, statements }) => (statements === undefined ? [] : [{ policyType, statements }]));
    }

    #statementsOf(principal: Principal): readonly Statement[] {
        return principal.kind === "user"
            ? [...principal.user.policies.values()].flat()
            : this.store.statementsOf(principal.role);
    }
}

function article(noun: string): string {
    return /^[aeiou]/.test(noun) ? "an" : "a";
}
