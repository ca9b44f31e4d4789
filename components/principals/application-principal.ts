import { Application } from "@pulumi/azuread/application";
import { ApplicationFederatedIdentityCredential } from "@pulumi/azuread/applicationFederatedIdentityCredential";
import { getClientConfigOutput } from "@pulumi/azuread/getClientConfig";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal";
import * as pulumi from "@pulumi/pulumi";
import { accepted, refused, type Checked } from "../../rules/checked";
import { applicationNotes } from "../../rules/entra/application-mark";
import { federatedCredentialProblems, type FederatedCredential } from "../../rules/entra/federated-credential";
import { checked } from "../internal/checked-input";
import { entraTags, type Tags } from "../internal/tags";
import { refuseUnrecorded } from "../internal/unrecorded";
import type { FederatedCredentialArgs, Principal, TrustArgs } from "./principal";
import { unrecordedApplication } from "./unrecorded-application";

export interface ApplicationPrincipalArgs {
    /** The name that people see in Entra, and by which an application left behind by an interrupted run is found. */
    readonly displayName: pulumi.Input<string>;
    /**
     * The trust that the application is created for. A digest of it goes into the application's notes, to tell an
     * application that an interrupted run of this stack left behind from somebody else's. It grants nothing: `trust`
     * does.
     */
    readonly madeFor: TrustArgs;
    /** What the application is for, shown in Entra. @default none */
    readonly description?: pulumi.Input<string> | undefined;
    /**
     * Tags for the application and the service principal. Entra's tags are plain strings, so they become `key:value`.
     *
     * @default none
     */
    readonly tags?: Tags | undefined;
    /**
     * Whether the application is protected from deletion: its credential and its access to Azure go with it. Not an
     * input, because Pulumi's `protect` is not one either.
     *
     * @default true
     */
    readonly protect?: boolean | undefined;
    /**
     * Whether the application is created even if the look-up for an existing one with the same name fails. Set it for
     * one run only: a second application with the same name may be the result.
     *
     * @default false
     */
    readonly createUnchecked?: boolean | undefined;
}

/**
 * A single-tenant Entra application with its service principal. It has no secret and no certificate: whoever holds a
 * token that `trust` names can sign in as it.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 *
 * @example The principal for the tokens of a Cognito issuer:
 * ```ts
 * const { issuer, audience, subject } = new CognitoIssuer("orders", { … });
 * const principal = new ApplicationPrincipal("orders", {
 *     displayName: "shop-orders",
 *     madeFor: { issuer, audience, subject },
 * });
 * principal.trust("orders-credential", { name: "cognito-orders", issuer, audience, subject });
 * ```
 */
export class ApplicationPrincipal extends pulumi.ComponentResource implements Principal {
    /** The tenant that the azuread provider works in: a GUID. */
    public readonly tenantId: pulumi.Output<string>;
    /** The application's client id (`appid` in its tokens). */
    public readonly clientId: pulumi.Output<string>;
    /** The service principal's object id (`oid` in its tokens): what role assignments name. */
    public readonly principalId: pulumi.Output<string>;
    readonly #applicationId: pulumi.Output<string>;

    public constructor(name: string, args: ApplicationPrincipalArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:ApplicationPrincipal", name, {}, opts);
        const tags = entraTags(args.tags);
        const deployer = getClientConfigOutput({ parent: this });
        // Whoever may manage only the applications that they own must own this one. The first deployer stays the owner:
        // deploying as somebody else does not change the application.
        const owners = [deployer.objectId];
        const ignoreChanges = ["owners"];
        const trust = pulumi
            .all([args.madeFor.issuer, args.madeFor.audience, args.madeFor.subject])
            .apply(([issuer, audience, subject]) => ({ issuer, audience, subject }));
        const notes = pulumi
            .all([args.displayName, args.madeFor.issuer, args.madeFor.audience])
            .apply(([displayName, issuer, audience]) =>
                applicationNotes({
                    project: pulumi.getProject(),
                    stack: pulumi.getStack(),
                    component: name,
                    displayName,
                    trust: { issuer, audience },
                }),
            );
        const surroundings = pulumi
            .all([deployer, trust])
            .apply(([{ objectId, tenantId }, known]) => ({ deployerId: objectId, tenantId, trust: known }));

        const application = new Application(
            `${name}-application`,
            {
                displayName: args.displayName,
                description: args.description,
                notes,
                signInAudience: "AzureADMyOrg",
                owners,
                tags,
            },
            {
                parent: this,
                protect: args.protect ?? true,
                // The mark says which run created the application, even if its trust changes later.
                ignoreChanges: [...ignoreChanges, "notes"],
                // The name stays the same, so the predecessor goes first: two applications with one name cannot be told
                // apart.
                deleteBeforeReplace: true,
                hooks: refuseUnrecorded(
                    `${name}-application`,
                    this,
                    unrecordedApplication(surroundings),
                    args.createUnchecked ?? false,
                ),
            },
        );
        const servicePrincipal = new ServicePrincipal(
            `${name}-service-principal`,
            {
                clientId: application.clientId,
                description: args.description,
                // Nobody gets tokens *for* the application: it only asks for tokens for others.
                appRoleAssignmentRequired: true,
                owners,
                tags,
                // A service principal that an interrupted run created is adopted instead of refused. That is safe: it
                // is found by our application's client id, and only owners of an application and administrators of the
                // tenant can create its service principal. An application that this run created has no other owner; for
                // an imported one, the look-up above refused a service principal with foreign owners, passwords or
                // certificates.
                useExisting: true,
            },
            { parent: this, ignoreChanges },
        );
        this.#applicationId = application.id;
        this.tenantId = deployer.tenantId;
        this.clientId = application.clientId;
        this.principalId = servicePrincipal.objectId;
        this.registerOutputs({ tenantId: this.tenantId, clientId: this.clientId, principalId: this.principalId });
    }

    /** @throws pulumi.ResourceError for a value that Entra would refuse. */
    public trust(name: string, args: FederatedCredentialArgs, opts?: pulumi.CustomResourceOptions): void {
        const credential = checkedCredential(this, args);
        new ApplicationFederatedIdentityCredential(
            name,
            {
                applicationId: this.#applicationId,
                displayName: credential.name,
                description: credential.description,
                issuer: credential.issuer,
                audiences: [credential.audience],
                subject: credential.subject,
            },
            pulumi.mergeOptions(
                {
                    parent: this,
                    // Entra refuses a second credential with the same issuer and subject, which a new name would
                    // create.
                    deleteBeforeReplace: true,
                    // For people only: better words in a new version of this component are no reason to touch a trust.
                    ignoreChanges: ["description"],
                },
                opts,
            ),
        );
    }
}

function checkedCredential(resource: pulumi.Resource, args: FederatedCredentialArgs) {
    const part = (field: keyof FederatedCredential, input: pulumi.Input<string>) =>
        checked(resource, field, input, (text) => credentialPart(field, text));
    return {
        name: part("name", args.name),
        issuer: part("issuer", args.issuer),
        audience: part("audience", args.audience),
        subject: part("subject", args.subject),
        description: args.description === undefined ? undefined : part("description", args.description),
    };
}

/**
 * One part at a time, with valid values for the others: what is known is checked at once, although the subject is not
 * known yet.
 */
function credentialPart(field: keyof FederatedCredential, text: string): Checked<string> {
    const others = { name: "name", issuer: "https://issuer.example", audience: "audience", subject: "subject" };
    const [problem] = federatedCredentialProblems({ ...others, [field]: text });
    return problem === undefined ? accepted(text) : refused(problem);
}
