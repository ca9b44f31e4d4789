import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import {
    type AccessTokenFacts,
    accessTokenFacts,
    type Answer,
    answer as answerSchema,
    type Request,
    type Workload,
} from "./workload";

/** The workload in its own process, which handles one question at a time. */
export class WorkloadProcess implements Workload {
    readonly #child: ChildProcess;

    /** @param environment The whole environment of the process. */
    constructor(environment: Readonly<Record<string, string>>) {
        this.#child = fork(join(__dirname, "program.ts"), [], {
            execArgv: ["--require", "tsx/cjs"],
            env: { ...environment },
        });
    }

    async caller(): Promise<string> {
        const answer = await this.#askForString({ kind: "caller" });
        if (!answer.ok) {
            throw new Error(answer.message);
        }
        return answer.value;
    }

    assertion(environment: Readonly<Record<string, string>> = {}): Promise<Answer<string>> {
        return this.#askForString({ kind: "assertion", environment: { ...environment } });
    }

    async accessToken(assertion: string, scope: string, waits: boolean): Promise<Answer<AccessTokenFacts>> {
        const answer = await this.#ask({ kind: "accessToken", assertion, scope, waits });
        return answer.ok ? { ok: true, value: accessTokenFacts.parse(answer.value) } : answer;
    }

    read(url: string, scope: string): Promise<Answer<string>> {
        return this.#askForString({ kind: "read", url, scope });
    }

    close(): void {
        this.#child.kill();
    }

    async #askForString(request: Request): Promise<Answer<string>> {
        const answer = await this.#ask(request);
        return answer.ok ? { ok: true, value: typeof answer.value === "string" ? answer.value : "" } : answer;
    }

    #ask(request: Request): Promise<Answer<string | AccessTokenFacts>> {
        return new Promise((resolve, reject) => {
            const ended = (): void => {
                reject(new Error("The workload's process ended before it answered."));
            };
            this.#child.once("exit", ended);
            this.#child.once("message", (message) => {
                this.#child.off("exit", ended);
                resolve(answerSchema.parse(message));
            });
            this.#child.send(request);
        });
    }
}
