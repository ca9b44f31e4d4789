import { quote } from "../quote";
import type { FederatedCredential } from "./federated-credential";

/** An owner of an application or service principal. Graph hides the name if the caller may not see it. */
interface FoundOwner {
    readonly id: string;
    readonly name: string;
}

/** A password or certificate: its id and, if it has one, its name. */
interface FoundKey {
    readonly id: string;
    readonly name: string;
}

/** What Graph says about an application that already has the name. */
export interface FoundApplication {
    readonly objectId: string;
    readonly notes: string;
    readonly signInAudience: string;
    readonly passwords: readonly FoundKey[];
    readonly certificates: readonly FoundKey[];
    readonly redirectUris: readonly string[];
    readonly identifierUris: readonly string[];
    readonly owners: readonly FoundOwner[];
    readonly federatedCredentials: readonly FoundFederatedCredential[];
    /** Its service principals: none or one. */
    readonly servicePrincipals: readonly FoundServicePrincipal[];
    /** What Graph refused to show: `owners`, `federatedIdentityCredentials`, … */
    readonly denied: readonly string[];
}

interface FoundFederatedCredential {
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audiences: readonly string[];
}

interface FoundServicePrincipal {
    readonly objectId: string;
    readonly passwords: readonly FoundKey[];
    readonly certificates: readonly FoundKey[];
    readonly owners: readonly FoundOwner[];
}

/** The application that is about to be created. */
export interface ExpectedApplication {
    /** The notes with the mark; undefined if the application is created without one, so that nothing can carry it. */
    readonly notes: string | undefined;
    /** The deployer's object id. */
    readonly deployerId: string;
    readonly trust: Pick<FederatedCredential, "issuer" | "audience" | "subject">;
}

/** Whether an application carries the mark of the one that is about to be created. */
export function carriesMark(found: FoundApplication, { notes }: ExpectedApplication): boolean {
    return notes !== undefined && found.notes === notes;
}

/**
 * Why an application cannot be what an interrupted run of this stack left behind; empty if it can. Whoever owns an
 * adopted application, or has a credential of it, has the workload's roles: the mark shows that a run of this stack
 * created it, the other checks that nobody else has access to it.
 */
export function foreignApplicationReasons(found: FoundApplication, expected: ExpectedApplication): string[] {
    const { deployerId, trust } = expected;
    return [
        ...(carriesMark(found, expected) ? [] : ["its notes do not carry this stack's mark"]),
        ...found.denied.map((what) => `Microsoft Graph does not show its ${what} to the deploying identity`),
        ...wayIn("it", found, deployerId),
        ...found.federatedCredentials
            .filter((credential) => !isTrust(credential, trust))
            .map(
                ({ name, issuer, subject }) =>
                    `it has the federated credential ${quote(name)} (issuer ${quote(issuer)}, subject ${quote(subject)})`,
            ),
        ...found.servicePrincipals.flatMap((principal) => wayIn("its service principal", principal, deployerId)),
        ...(found.signInAudience === "AzureADMyOrg"
            ? []
            : [`it is open to other tenants (signInAudience ${quote(found.signInAudience)})`]),
        ...found.redirectUris.map((uri) => `it has the redirect URI ${quote(uri)}`),
        ...found.identifierUris.map((uri) => `it has the identifier URI ${quote(uri)}`),
    ];
}

function wayIn(
    who: string,
    { passwords, certificates, owners }: Pick<FoundApplication, "passwords" | "certificates" | "owners">,
    deployerId: string,
): string[] {
    const key = (kind: string) => (found: FoundKey) => `${who} has the ${kind} ${named(found)}`;
    return [
        ...owners
            .filter(({ id }) => id !== deployerId)
            .map((owner) => `${who} has the owner ${named(owner)}, who is not the deploying identity`),
        ...passwords.map(key("password")),
        ...certificates.map(key("certificate")),
    ];
}

function named({ id, name }: FoundOwner | FoundKey): string {
    return name === "" ? id : `${quote(name)} (${id})`;
}

function isTrust(credential: FoundFederatedCredential, trust: ExpectedApplication["trust"]): boolean {
    return (
        credential.issuer === trust.issuer &&
        credential.subject === trust.subject &&
        credential.audiences.every((audience) => audience === trust.audience)
    );
}
