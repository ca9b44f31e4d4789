import { FederatedCredential, SourceError } from "../../../workload";

/** A workload that asks for an Azure token by the environment that its stack gave it, and prints whether it got one. */
void new FederatedCredential().getToken("https://management.azure.com/.default").then(
    ({ token }) => {
        console.log(JSON.stringify({ token: token !== "" }));
    },
    (error: unknown) => {
        console.log(
            JSON.stringify(
                error instanceof SourceError ? { error: error.name, code: error.code } : { error: "unknown" },
            ),
        );
    },
);
