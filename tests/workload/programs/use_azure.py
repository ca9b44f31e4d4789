"""A workload in Python: azure-identity reads the token file, and the token reads a resource group."""

import json
import os
import urllib.request

from azure.identity import WorkloadIdentityCredential

credential = WorkloadIdentityCredential(disable_instance_discovery=True)
token = credential.get_token("https://management.azure.com/.default")
url = (
    f"{os.environ['RESOURCE_MANAGER_URL']}/subscriptions/{os.environ['SUBSCRIPTION_ID']}"
    "/resourcegroups/orders?api-version=2022-09-01"
)
request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token.token}"})
with urllib.request.urlopen(request) as response:
    print(json.dumps({"location": json.load(response)["location"]}))
