import { metrics, trace } from "@opentelemetry/api";
import {
    AggregationTemporality,
    InMemoryMetricExporter,
    MeterProvider,
    PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { refusal } from "../fake-entra";
import { FederatedTestWorkload, SCOPE } from "../federated-workload";

/** A workload with an OpenTelemetry SDK: prints everything that was reported, tokens and all that the kit handled. */
async function main(): Promise<void> {
    const spans = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
    metrics.setGlobalMeterProvider(provider);

    const workload = new FederatedTestWorkload();
    const tokens: string[] = [];
    for (let call = 0; call < 4; call += 1) {
        tokens.push((await workload.credential.getToken(SCOPE)).token);
    }
    workload.entra.always = refusal(700016);
    await workload.credential.getToken("other/.default").catch(() => undefined);
    tokens.push(...workload.entra.requests.map(({ form }) => form.get("client_assertion") ?? ""));

    await provider.forceFlush();
    const reported = spans.getFinishedSpans().map(({ name, attributes, status }) => ({ name, attributes, status }));
    const counts = exporter.getMetrics().flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap((scope) =>
            scope.metrics.map(({ descriptor, dataPoints }) => ({
                name: descriptor.name,
                points: dataPoints.map(({ value, attributes }) => ({ value, attributes })),
            })),
        ),
    );
    console.log(JSON.stringify({ spans: reported, counts, tokens }));
    await provider.shutdown();
}

void main();
