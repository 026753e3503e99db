variable "name" {
  description = "Name of the application: of the pipeline, the repository and, with the environment after it, of all the rest."
  type        = string
  default     = "shop"
}

variable "connection_arn" {
  description = "ARN of the CodeConnections connection to where the source is."
  type        = string
}

variable "repository" {
  description = "The source repository, as OWNER/NAME, with a Dockerfile at its root."
  type        = string
}

variable "branch" {
  description = "The branch that is deployed."
  type        = string
  default     = "main"
}

variable "migrate_command" {
  description = "The command that migrates, in the application's own image. It finds DB_HOST, DB_NAME, DB_USERNAME and DB_PASSWORD."
  type        = list(string)
  default     = ["npm", "run", "migrate"]
}

variable "container_port" {
  description = "The port on which the application listens."
  type        = number
  default     = 80
}

variable "archive" {
  description = "File of the archive of ecs-migrate that the stages run: `npm run pack`, in the clone of this repository, makes it."
  type        = string
}
