/**
 * Leaves the frames of Pulumi's SDK out of stack traces. Its source maps turn `@pulumi/pulumi/resource.js` into
 * `@pulumi/resource.ts`, and Node.js 20.20, when it colours such a frame for Pulumi, loops until it has filled 2 GB:
 * half a minute for every failed resource. If nothing maps frames, there is nothing to do.
 */
export function hideFramesOfPulumi(): void {
    const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
    if (typeof prepare !== "function" || hiding.has(prepare)) {
        return;
    }
    const withoutPulumi = (error: Error, frames: NodeJS.CallSite[]): unknown =>
        Reflect.apply(prepare, Error, [error, frames.filter((frame) => !isOfPulumi(frame))]);
    hiding.add(withoutPulumi);
    Error.prepareStackTrace = withoutPulumi;
}

const hiding = new WeakSet();

function isOfPulumi(frame: NodeJS.CallSite): boolean {
    return /[/\\]node_modules[/\\]@pulumi[/\\]pulumi[/\\]/.test(frame.getFileName() ?? "");
}
