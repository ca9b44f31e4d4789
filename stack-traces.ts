/**
 * Leaves the frames of Pulumi's SDK out of stack traces. Its source maps turn `@pulumi/pulumi/resource.js` into
 * `@pulumi/resource.ts`, and Node.js 20.20, when it colours such a frame for Pulumi, loops until it has filled 2 GB: half
 * a minute for every failed resource. Without source maps there is nothing to do.
 */
export function hideFramesOfPulumi(): void {
    const { prepareStackTrace } = Error;
    if (prepareStackTrace === undefined || hiding.has(prepareStackTrace)) {
        return;
    }
    const withoutPulumi = (error: Error, frames: NodeJS.CallSite[]): unknown =>
        prepareStackTrace(
            error,
            frames.filter((frame) => !/[/\\]node_modules[/\\]@pulumi[/\\]pulumi[/\\]/.test(frame.getFileName() ?? "")),
        );
    hiding.add(withoutPulumi);
    Error.prepareStackTrace = withoutPulumi;
}

const hiding = new WeakSet<object>();
