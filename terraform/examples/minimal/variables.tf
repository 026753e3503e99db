variable "cluster" {
  description = "Name of the cluster."
  type        = string
  default     = "staging"
}

variable "image" {
  description = "Image with the application and its migrations."
  type        = string
}

variable "database_url_secret_arn" {
  description = "ARN of the secret that holds the database's URL."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "private_subnets" {
  description = "Subnets with a way to AWS's endpoints (NAT or VPC endpoints) and to the database."
  type        = list(string)
}

variable "database_security_group" {
  description = "Security group of the database; it gets a rule that lets the migration in."
  type        = string
}
