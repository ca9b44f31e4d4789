// Runs in a process of its own, as Node.js reads NODE_EXTRA_CA_CERTS only at its start.
const { ClientAssertionCredential, ClientSecretCredential } = require("@azure/identity");

const { TENANT_ID, CLIENT_ID, CLIENT_SECRET, CLIENT_ASSERTION, SCOPE } = process.env;
const options = { disableInstanceDiscovery: true };
const credential =
    CLIENT_SECRET === undefined
        ? new ClientAssertionCredential(TENANT_ID, CLIENT_ID, async () => CLIENT_ASSERTION, options)
        : new ClientSecretCredential(TENANT_ID, CLIENT_ID, CLIENT_SECRET, options);

credential.getToken(SCOPE).then(
    ({ token, expiresOnTimestamp }) => {
        const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
        console.log(JSON.stringify({ claims, secondsLeft: (expiresOnTimestamp - Date.now()) / 1000 }));
    },
    (problem) => console.log(JSON.stringify({ problem: problem.message })),
);
