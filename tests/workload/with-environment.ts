/** Sets variables for every test of the surrounding block, and puts back what was there; `undefined` removes one. */
export function withEnvironment(variables: () => Readonly<Record<string, string | undefined>>): void {
    const before: Record<string, string | undefined> = {};
    beforeEach(() => {
        for (const [name, value] of Object.entries(variables())) {
            before[name] = process.env[name];
            assign(name, value);
        }
    });
    afterEach(() => {
        for (const [name, value] of Object.entries(before)) {
            assign(name, value);
        }
    });
}

function assign(name: string, value: string | undefined): void {
    if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
    } else {
        process.env[name] = value;
    }
}
