import { randomUUID } from "node:crypto";
import type { Clock } from "../../core/clock";
import type { JsonObject } from "../../core/json-object";
import { graphErrors } from "../graph/graph-error";
import { type Application, identifierUrisOf, type ServicePrincipal } from "./directory-object";
import { federatedCredentialProblem, MAXIMUM_FEDERATED_CREDENTIALS } from "./federated-credential-rules";
import { type FederatedCredential, FederatedCredentials } from "./federated-credentials";

export interface DeletedObject {
    readonly object: Application | ServicePrincipal;
    readonly deletedDateTime: string;
}

type NewApplication = Pick<Application, "properties"> & Partial<Pick<Application, "secretDigest" | "builtIn">>;
type NewServicePrincipal = Pick<ServicePrincipal, "appId" | "properties" | "application"> &
    Partial<Pick<ServicePrincipal, "vendorDisplayName" | "vendorNames" | "localName" | "grantedRoles" | "builtIn">>;

/** The tenant's applications and service principals, with the rules that hold between them. */
export class Directory {
    readonly #clock: Clock;
    readonly #applications = new Map<string, Application>();
    readonly #servicePrincipals = new Map<string, ServicePrincipal>();
    readonly #deleted = new Map<string, DeletedObject>();
    #propagationDelaySeconds = 0;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    setPropagationDelay(seconds: number): void {
        this.#propagationDelaySeconds = seconds;
    }

    applications(): Application[] {
        return [...this.#applications.values()];
    }

    servicePrincipals(): ServicePrincipal[] {
        return [...this.#servicePrincipals.values()];
    }

    deletedObjects(): DeletedObject[] {
        return [...this.#deleted.values()];
    }

    application(id: string): Application | undefined {
        return this.#applications.get(id.toLowerCase());
    }

    applicationByAppId(appId: string): Application | undefined {
        return this.applications().find((application) => application.appId === appId.toLowerCase());
    }

    servicePrincipal(id: string): ServicePrincipal | undefined {
        return this.#servicePrincipals.get(id.toLowerCase());
    }

    servicePrincipalByAppId(appId: string): ServicePrincipal | undefined {
        return this.servicePrincipals().find((principal) => principal.appId === appId.toLowerCase());
    }

    createApplication(given: NewApplication, ownerIds: readonly string[] = []): Application {
        const application: Application = {
            kind: "application",
            id: randomUUID(),
            appId: randomUUID(),
            createdDateTime: this.#timestamp(),
            ownerIds: new Set(ownerIds),
            credentials: new FederatedCredentials(),
            secretDigest: undefined,
            builtIn: false,
            ...given,
        };
        this.#refuseTakenIdentifierUris(application, application.properties);
        this.#applications.set(application.id, application);
        return application;
    }

    updateApplication(application: Application, properties: JsonObject): void {
        this.#refuseTakenIdentifierUris(application, properties);
        application.properties = properties;
    }

    /**
     * Deletes its credentials and its service principal too; application and service principal remain among the deleted
     * items.
     */
    deleteApplication(application: Application): void {
        const principal = this.servicePrincipalByAppId(application.appId);
        if (principal !== undefined) {
            this.deleteServicePrincipal(principal);
        }
        this.#applications.delete(application.id);
        this.#deleted.set(application.id, { object: application, deletedDateTime: this.#timestamp() });
    }

    createServicePrincipal(given: NewServicePrincipal, ownerIds: readonly string[] = []): ServicePrincipal {
        if (this.servicePrincipalByAppId(given.appId) !== undefined) {
            throw graphErrors.conflict(
                `The service principal cannot be created, updated, or restored because the service principal name ${given.appId} is already in use.`,
            );
        }
        const principal: ServicePrincipal = {
            kind: "servicePrincipal",
            id: randomUUID(),
            createdDateTime: this.#timestamp(),
            ownerIds: new Set(ownerIds),
            vendorDisplayName: "",
            vendorNames: [],
            localName: undefined,
            grantedRoles: new Map(),
            builtIn: false,
            ...given,
        };
        this.#servicePrincipals.set(principal.id, principal);
        return principal;
    }

    deleteServicePrincipal(principal: ServicePrincipal): void {
        this.#servicePrincipals.delete(principal.id);
        this.#deleted.set(principal.id, { object: principal, deletedDateTime: this.#timestamp() });
    }

    deletedObject(id: string): DeletedObject | undefined {
        return this.#deleted.get(id.toLowerCase());
    }

    purge(id: string): void {
        this.#deleted.delete(id.toLowerCase());
    }

    createCredential(application: Application, given: Omit<FederatedCredential, "id">): FederatedCredential {
        const others = application.credentials.current();
        this.#refuseCredential(given, others);
        if (others.length >= MAXIMUM_FEDERATED_CREDENTIALS) {
            throw graphErrors.badRequest(
                `The application already has the maximum of ${MAXIMUM_FEDERATED_CREDENTIALS} federated identity credentials.`,
            );
        }
        const credential = { id: randomUUID(), ...given };
        application.credentials.put(credential, this.#visibleFrom());
        return credential;
    }

    updateCredential(application: Application, credential: FederatedCredential): void {
        this.#refuseCredential(
            credential,
            application.credentials.current().filter((other) => other.id !== credential.id),
        );
        application.credentials.put(credential, this.#visibleFrom());
    }

    deleteCredential(application: Application, credential: FederatedCredential): void {
        application.credentials.remove(credential.id, this.#visibleFrom());
    }

    #refuseCredential(given: Omit<FederatedCredential, "id">, others: readonly FederatedCredential[]): void {
        const problem = federatedCredentialProblem(given);
        if (problem !== undefined) {
            throw graphErrors.badRequest(problem);
        }
        if (others.some((other) => other.name === given.name)) {
            throw graphErrors.conflict(`FederatedIdentityCredential with name ${given.name} already exists.`);
        }
        if (others.some((other) => other.issuer === given.issuer && other.subject === given.subject)) {
            throw graphErrors.conflict(
                `FederatedIdentityCredential with issuer ${given.issuer} and subject ${given.subject} already exists.`,
            );
        }
    }

    #refuseTakenIdentifierUris(application: Application, properties: JsonObject): void {
        const taken = this.applications()
            .filter((other) => other.id !== application.id)
            .flatMap(identifierUrisOf);
        if (identifierUrisOf({ ...application, properties }).some((uri) => taken.includes(uri))) {
            throw graphErrors.conflict(
                "Another object with the same value for property identifierUris already exists.",
            );
        }
    }

    #timestamp(): string {
        return `${this.#clock.now().toISOString().slice(0, 19)}Z`;
    }

    /** Without a delay: at once and for good, even for a clock that is set back later. */
    #visibleFrom(): number {
        return this.#propagationDelaySeconds === 0
            ? -Infinity
            : this.#clock.now().getTime() + this.#propagationDelaySeconds * 1000;
    }
}
