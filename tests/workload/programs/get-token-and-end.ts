import { FederatedCredential } from "../../../workload";

/** A workload that makes a credential, and maybe gets a token, and has nothing else to do. */
const credential = new FederatedCredential();
if (process.argv[2] === "token") {
    void credential.getToken("https://management.azure.com/.default").then(({ token }) => {
        console.log(token === "" ? "nothing" : "a token");
    });
}
