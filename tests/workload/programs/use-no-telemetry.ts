import { FederatedTestWorkload, SCOPE } from "../federated-workload";

/** A workload without an OpenTelemetry SDK: prints what was loaded that it did not need. */
void new FederatedTestWorkload().credential.getToken(SCOPE).then(() => {
    const loaded = Object.keys(require.cache).filter((path) => /@opentelemetry|@aws-sdk|@azure/.test(path));
    console.log(JSON.stringify(loaded));
});
