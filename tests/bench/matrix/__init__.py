"""Every step of an execution, struck by every fault, on every channel: nothing lost, nothing twice."""
