/** The form of a subnet's id; AWS's own have 8 or 17 hexadecimal digits, emulators make others. */
export const SUBNET_ID = /^subnet-[0-9a-z]+$/;
export const SECURITY_GROUP_ID = /^sg-[0-9a-z]+$/;

/** What an id of another form is, in words that help. */
export function explainId(id: string): string {
  if (/^vpc-/.test(id)) return `${id} is a VPC: give its subnets or security groups`;
  if (/^subnet-/.test(id)) return `${id} is a subnet: give it as --subnets`;
  if (/^sg-/.test(id)) return `${id} is a security group: give it as --security-groups`;
  if (/^arn:/.test(id)) return `${id} is an ARN: give the id at its end`;
  if (/^[a-z]+-[0-9a-f]{8,17}$/.test(id)) return `${id} is the id of something else`;
  return `"${id}" may be a name: give the id`;
}
