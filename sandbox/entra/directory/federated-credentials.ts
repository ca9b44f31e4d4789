/** A federated identity credential of an application: whose outside tokens may sign in as it. */
export interface FederatedCredential {
    readonly id: string;
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audience: string;
    readonly description: string | null;
}

interface Version {
    /** When the token endpoint begins to see it, in milliseconds since 1970. */
    readonly visibleFrom: number;
    /** Undefined once the credential is deleted. */
    readonly credential: FederatedCredential | undefined;
}

/** An application's credentials: as Graph has them now, and as the token endpoint sees them, which may lag behind. */
export class FederatedCredentials {
    readonly #current = new Map<string, FederatedCredential>();
    readonly #versions = new Map<string, readonly Version[]>();

    put(credential: FederatedCredential, visibleFrom: number): void {
        this.#current.set(credential.id, credential);
        this.#append(credential.id, { visibleFrom, credential });
    }

    remove(id: string, visibleFrom: number): void {
        this.#current.delete(id);
        this.#append(id, { visibleFrom, credential: undefined });
    }

    current(): FederatedCredential[] {
        return [...this.#current.values()];
    }

    /** The credentials that the token endpoint knows at that time, in milliseconds since 1970. */
    seenAt(time: number): FederatedCredential[] {
        return [...this.#versions.values()].flatMap((versions) => {
            const seen = versions.findLast((version) => version.visibleFrom <= time)?.credential;
            return seen === undefined ? [] : [seen];
        });
    }

    #append(id: string, version: Version): void {
        this.#versions.set(id, [...(this.#versions.get(id) ?? []), version]);
    }
}
