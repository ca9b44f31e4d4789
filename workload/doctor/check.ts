import { FederationError } from "../errors";
import { printable } from "../printable";
import type { ClaimComparison } from "./compare-claims";

/** What a check found. */
export type Outcome =
    | { readonly status: "ok"; readonly detail: string }
    | {
          readonly status: "fail";
          readonly detail: string;
          readonly fix: string;
          /** Key into docs/errors.md. */
          readonly code?: string;
          readonly comparison?: readonly ClaimComparison[];
      }
    /** Whether it works cannot be told from here. */
    | { readonly status: "unknown"; readonly detail: string; readonly next: string }
    | { readonly status: "skipped"; readonly because: string };

export type CheckName =
    | "configuration"
    | "aws-credentials"
    | "identity-pool"
    | "developer-identity"
    | "caller-policy"
    | "outside-token"
    | "token-claims"
    | "issuer-discovery"
    | "clock"
    | "tenant"
    | "azure-endpoints"
    | "application"
    | "service-principal"
    | "federated-credential"
    | "exchange"
    | "role-assignments";

export type CheckResult = { readonly check: CheckName } & Outcome;

/** What a check found, and what the checks after it build on; no value unless it is ok. */
export interface Finding<T> {
    readonly outcome: Outcome;
    readonly value?: T;
}

export function ok<T>(detail: string, value: T): Finding<T> {
    return { outcome: { status: "ok", detail: printable(detail) }, value };
}

export function fail(
    detail: string,
    fix: string,
    more: Omit<Extract<Outcome, { status: "fail" }>, "status" | "detail" | "fix"> = {},
): Finding<never> {
    return { outcome: { status: "fail", detail: printable(detail), fix: printable(fix), ...more } };
}

/** `next` is what to check or to grant. */
export function unknown(detail: string, next: string): Finding<never> {
    return { outcome: { status: "unknown", detail: printable(detail), next: printable(next) } };
}

export function skip(because: string): Finding<never> {
    return { outcome: { status: "skipped", because: printable(because) } };
}

/** A failure with the code and next step of the error table. */
export function failWith(error: unknown): Finding<never> {
    if (error instanceof FederationError) {
        return fail(error.message.replace(` ${error.fix}`, ""), error.fix, { code: error.code });
    }
    return fail(error instanceof Error ? error.name : "unknown", "Report this: it is a defect of the doctor.");
}
