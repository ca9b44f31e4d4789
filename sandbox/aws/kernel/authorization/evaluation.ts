import { evaluateCondition, type RequestContext } from "./condition";
import type { Patterns, Statement } from "./policy-document";
import { substitute } from "./policy-variable";
import { matchesPattern, matchesWildcard } from "./wildcard";

/** What the caller asks to do. */
export interface AuthorizationRequest {
    /** e.g. `sts:AssumeRole` */
    readonly action: string;
    /** An ARN, or `*` for actions without a resource. */
    readonly resource: string;
    readonly context: RequestContext;
}

/** An explicit deny beats every allow; without an allow it is an implicit deny. */
export type Decision = "allow" | "explicitDeny" | "implicitDeny";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function evaluate(statements: readonly Statement[], request: AuthorizationRequest): Decision {
    const applying = statements.filter(
        (statement) =>
            matchesAction(statement.action, request.action) &&
            matchesResource(statement, request) &&
            statement.conditions.every((condition) => evaluateCondition(condition, statement.version, request.context)),
    );
    if (applying.some(({ effect }) => effect === "Deny")) {
        return "explicitDeny";
    }
    return applying.length > 0 ? "allow" : "implicitDeny";
}

function matchesAction({ negated, patterns }: Patterns, action: string): boolean {
    return negated !== patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()));
}

function matchesResource(
    { resource, version }: Statement,
    { resource: asked, context }: AuthorizationRequest,
): boolean {
    if (resource === undefined) {
        return true;
    }
    const patterns = resource.patterns.flatMap((pattern) => substitute(pattern, version, context));
    return resource.negated !== patterns.some((pattern) => matchesPattern(pattern, asked));
}
