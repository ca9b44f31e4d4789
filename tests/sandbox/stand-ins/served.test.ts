import assert from "node:assert/strict";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { startStandIns } from "../../../sandbox/stand-ins";
import { sharedClouds } from "./in-process-clouds";

function versionAt(port: number): Promise<string> {
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    return new Promise<string>((resolve, reject) => {
        client.getPluginInfo(new Empty(), (error, info) => {
            client.close();
            if (error === null) {
                resolve(info.getVersion());
            } else {
                reject(error);
            }
        });
    });
}

describe("startStandIns", () => {
    it("serves each stand-in on its port, in the version of the SDK that it stands behind", async () => {
        const standIns = await startStandIns((await sharedClouds()).options);
        try {
            const versions = Object.entries(standIns.ports).map(
                async ([name, port]) => [name, await versionAt(port)] as const,
            );
            assert.deepEqual(await Promise.all(versions), [
                ["aws", "7.48.0"],
                ["azuread", "6.9.1"],
                ["azure-native", "3.28.0"],
            ]);
        } finally {
            await standIns.close();
        }
        await assert.rejects(versionAt(standIns.ports.aws), { code: 14 });
    });
});
