import assert from "node:assert/strict";
import { hideFramesOfPulumi } from "../../components/stack-traces";

/** Does not prove how long Node.js takes to colour a trace: it depends on the version. */
describe("hideFramesOfPulumi", () => {
    const before: unknown = Reflect.get(Error, "prepareStackTrace");
    afterEach(() => {
        Reflect.set(Error, "prepareStackTrace", before);
    });

    function frame(fileName: string | undefined) {
        return { getFileName: () => fileName };
    }

    function prepare(...args: unknown[]): unknown {
        const prepareStackTrace: unknown = Reflect.get(Error, "prepareStackTrace");
        assert.ok(typeof prepareStackTrace === "function");
        return Reflect.apply(prepareStackTrace, Error, args);
    }

    it("leaves out the frames of the SDK, and no other's", () => {
        Reflect.set(Error, "prepareStackTrace", (_: Error, frames: unknown) => frames);
        hideFramesOfPulumi();
        const own = [frame("/shop/index.ts"), frame("/shop/node_modules/@pulumi/aws/iam/role.js"), frame(undefined)];
        const sdk = [
            frame("/shop/node_modules/@pulumi/pulumi/resource.js"),
            frame("C:\\shop\\node_modules\\@pulumi\\pulumi\\cmd\\run\\run.js"),
        ];
        assert.deepEqual(prepare(new Error("boom"), [...own, ...sdk]), own);
    });

    it("does so once, however often it is asked", () => {
        let calls = 0;
        Reflect.set(Error, "prepareStackTrace", (_: Error, frames: unknown) => ({ frames, calls: ++calls }));
        hideFramesOfPulumi();
        const first: unknown = Reflect.get(Error, "prepareStackTrace");
        hideFramesOfPulumi();
        assert.equal(Reflect.get(Error, "prepareStackTrace"), first);
        assert.deepEqual(prepare(new Error("boom"), []), { frames: [], calls: 1 });
    });

    it("leaves traces alone that nothing maps", () => {
        Reflect.set(Error, "prepareStackTrace", undefined);
        hideFramesOfPulumi();
        assert.equal(Reflect.get(Error, "prepareStackTrace"), undefined);
    });
});
