import { jsonProtocol } from "../kernel/protocol/json-protocol";
import { authorizerOf, regionalHost, type Service, type ServiceContext } from "../kernel/service";
import { parameterOperations } from "./parameter-operations";
import { ParameterStore } from "./store";
import { tagOperations } from "./tag-operations";

/** The Parameter Store. https://docs.aws.amazon.com/systems-manager/latest/APIReference/Welcome.html */
export function systemsManagerService(context: ServiceContext): Service {
    const { account } = context;
    const targetPrefix = "AmazonSSM";
    const protocol = jsonProtocol(targetPrefix, {
        throttling: "ThrottlingException",
        unknownMember: "ValidationException",
    });
    const authorizer = authorizerOf(context, protocol);
    const store = new ParameterStore();
    return {
        name: "ssm",
        protocol,
        operations: new Map([
            ...parameterOperations(account, store, authorizer),
            ...tagOperations(account, store, authorizer),
        ]),
        openOperations: new Map(),
        hosts: [regionalHost(account, "ssm")],
        published: new Map(),
        contents: () => [...store.parameters.values()].map(({ arn }) => arn),
    };
}
