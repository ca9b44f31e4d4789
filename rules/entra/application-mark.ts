import { createHash } from "node:crypto";
import type { FederatedCredential } from "./federated-credential";

/** The contents of an application's mark. */
export interface MarkedApplication {
    readonly project: string;
    readonly stack: string;
    /** The Pulumi name of the component that creates it. */
    readonly component: string;
    readonly displayName: string;
    readonly trust: Pick<FederatedCredential, "issuer" | "audience" | "subject">;
}

/**
 * The `notes` of an application: who created it, and a mark by which a leftover of an interrupted run is recognised.
 * The mark is a digest of the display name and the trust. Pool id and IdentityId in the trust are GUIDs that AWS
 * assigned moments before, so nobody can register an application with the mark in advance. It is not a secret
 * afterwards: a tenant's users can read the notes of its applications. That is why the mark by itself is never enough
 * (see `foreignApplicationReasons`).
 */
export function applicationNotes({ project, stack, component, displayName, trust }: MarkedApplication): string {
    const { issuer, audience, subject } = trust;
    const mark = createHash("sha256")
        .update(JSON.stringify([displayName, issuer, audience, subject]))
        .digest("hex");
    return `cognito-entra ${project}/${stack}/${component} ${mark}`;
}
