import { explain, SourceError } from "../../workload/errors";
import type { Assertion, AssertionSource } from "../../workload/sources/assertion-source";
import { outsideToken } from "./issued-tokens";

/** Cognito as the credential sees it: counts what it mints, throttles when told to. */
export class FakeSource implements AssertionSource {
    readonly kind = "cognito";
    minted = 0;
    failed = 0;
    failures: string[] = [];
    /** The code of what fails for as long as it is set. */
    outage: string | undefined;

    mint(lifetimeSeconds: number): Promise<Assertion> {
        const failure = this.outage ?? this.failures.shift();
        if (failure !== undefined) {
            this.failed += 1;
            return Promise.reject(new SourceError("Cognito", explain(failure)));
        }
        this.minted += 1;
        return Promise.resolve({ token: outsideToken({ jti: this.minted, lifetimeSeconds }), lifetimeSeconds });
    }
}
