import { FederatedCredential } from "../../../workload";

/** On a laptop: no federation in the environment, and an `az` that the test put on PATH. */
void new FederatedCredential().getToken("https://management.azure.com/.default").then(
    ({ token }) => {
        console.log(`a token of ${String(token.length)} characters`);
    },
    (error: unknown) => {
        console.log(error instanceof Error ? `${error.name}: ${error.message}` : "unknown");
    },
);
