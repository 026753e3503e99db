variable "environment_role_arn" {
  description = "ARN of the role in the environment's account that Terraform takes: it makes roles, a task definition and a CodeBuild project there."
  type        = string
}

variable "cluster" {
  description = "Name of the cluster in the environment's account."
  type        = string
  default     = "production"
}

variable "network" {
  description = "Where the migration runs: VPC, private subnets and the database's security group, in the environment's account."
  type        = object({ vpc_id = string, subnets = list(string), database = string })
}

variable "database_url_secret_arn" {
  description = "ARN of the secret that holds the database's URL, in the environment's account."
  type        = string
}

variable "command" {
  description = "The command that migrates, in the application's image."
  type        = list(string)
  default     = ["npm", "run", "migrate"]
}

variable "source_bucket" {
  description = "Bucket in the pipeline's account, with versioning, to which each release puts `release.zip`, in which `imageDetail.json` names its image by digest."
  type        = string
}

variable "archive" {
  description = "File of the archive of ecs-migrate that the stage runs: `npm run pack`, in the clone of this repository, makes it."
  type        = string
}
