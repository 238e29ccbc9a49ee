import { changing } from "@/lib/http/guard";
import { DeviceBody } from "@/lib/http/shapes";
import { addDevice } from "@/lib/push/service";

export const POST = changing(DeviceBody, (device) => addDevice(device));
