import { createHash } from "node:crypto";
import type { FederatedCredential } from "./federated-credential";

/** The contents of an application's mark. */
export interface MarkedApplication {
    readonly project: string;
    readonly stack: string;
    /** The Pulumi name of the component that creates it. */
    readonly component: string;
    readonly displayName: string;
    readonly trust: Pick<FederatedCredential, "issuer" | "audience">;
}

/**
 * The `notes` of an application: who created it, and a mark by which a leftover of an interrupted run is recognised.
 * The mark is a digest of the display name, the issuer and the audience. A Cognito audience is the id of the identity pool, a GUID that
 * AWS assigned moments before, so nobody can register an application with the mark in advance. The subject is left out: with it, every
 * preview would wait for the plugin that knows the identity before it could register the application. The mark is not a secret afterwards:
 * a tenant's users can read the notes of its applications; and with STS, whose issuer is the same for the whole account, anyone who has
 * read another workload's credential can work it out. That is why the mark by itself is never enough (see `foreignApplicationReasons`).
 */
export function applicationNotes({ project, stack, component, displayName, trust }: MarkedApplication): string {
    const { issuer, audience } = trust;
    const mark = createHash("sha256")
        .update(JSON.stringify([displayName, issuer, audience]))
        .digest("hex");
    return `cognito-entra ${project}/${stack}/${component} ${mark}`;
}
